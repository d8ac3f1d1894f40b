import type { Api } from "../api/api.ts";
import type { Outcome } from "../api/requests.ts";

/** Which call to enter: start one in a room, join one, accept a ring, or open a link, which does either of the first. */
export type Entry =
  | { readonly start: string; readonly title?: string; readonly providerName?: string }
  | { readonly join: string }
  | { readonly accept: string }
  | { readonly link: string };

/** How to come in. What is left out is as the room has it: `Room.preflight`. */
export interface EntryOptions {
  readonly microphone?: boolean;
  readonly camera?: boolean;
  /** Whether the person has confirmed that they leave another call; without it, that is refused as ALREADY_IN_ANOTHER_CALL. */
  readonly leaveOthers?: boolean;
}

/** The ids that name this device in its call. */
export interface Entered {
  readonly callId: string;
  readonly sessionId: string;
}

export async function enter(
  api: Api,
  entry: Entry,
  options: EntryOptions,
  deviceId: string,
): Promise<Outcome<Entered>> {
  const { done, refused } = await asked(api, entry, { ...options, deviceId });
  return done ? { done: { callId: done.callId, sessionId: done.sessionId } } : { refused };
}

function asked(api: Api, entry: Entry, as: EntryOptions & { deviceId: string }): Promise<Outcome<Entered>> {
  if ("join" in entry) return api.joinCall({ ...as, callId: entry.join });
  if ("accept" in entry) return api.acceptRing({ ...as, ringId: entry.accept });
  if ("link" in entry) return api.openCallLink({ ...as, link: entry.link });
  const { start: roomId, ...more } = entry;
  return api.startCall({ ...as, ...more, roomId });
}
