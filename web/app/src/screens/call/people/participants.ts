import type { CallShownFragment, PersonFragment, QualityLevel } from "@ringlog/client";
import { keptEach } from "../kept.ts";

export interface DeviceInCall {
  readonly id: string;
  readonly joinedAt: string;
  readonly muted: boolean;
  readonly camera: boolean;
  readonly reconnecting: boolean;
  readonly quality: QualityLevel | null;
}

export interface PersonInCall {
  readonly user: PersonFragment;
  readonly isViewer: boolean;
  readonly isHost: boolean;
  readonly shares: boolean;
  readonly hand: number | null;
  readonly muted: boolean;
  readonly devices: readonly DeviceInCall[];
}

type Call = Pick<CallShownFragment, "host" | "participants" | "screenShare" | "sessions">;

/** Everybody in the call with their devices, in the order of joining. Who is as before is the same object. */
export function participantsOf(
  call: Call | null,
  ownSession: string | null,
  before: readonly PersonInCall[] = [],
): readonly PersonInCall[] {
  const sessions = new Map(call?.sessions.map((session) => [session.id, session]));
  const people = call?.participants.map(({ user, hand, sessions: ids }) => {
    const devices = ids.flatMap(({ id }) => sessions.get(id) ?? []).map(deviceOf);
    return {
      user,
      isViewer: ids.some(({ id }) => id === ownSession),
      isHost: call.host.id === user.id,
      shares: call.screenShare?.user.id === user.id,
      hand: hand?.order ?? null,
      muted: devices.every(({ muted }) => muted),
      devices,
    };
  });
  return keptEach(before, people ?? [], ({ user }) => user.id);
}

function deviceOf({
  id,
  joinedAt,
  muted,
  cameraOn,
  reconnectingSince,
  quality,
}: Call["sessions"][number]): DeviceInCall {
  const reconnecting = reconnectingSince !== null;
  return { id, joinedAt, muted, camera: cameraOn, reconnecting, quality: quality?.level ?? null };
}

/** Those whose hand is up, whose turn it is first. */
export function handsOf(people: readonly PersonInCall[]): readonly PersonInCall[] {
  return people.filter(({ hand }) => hand !== null).sort((one, other) => (one.hand ?? 0) - (other.hand ?? 0));
}
