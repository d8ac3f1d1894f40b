import type { App } from "../../state/app.ts";
import { text } from "../../text/index.ts";

interface Room {
  readonly id: string;
  readonly name: string;
}

/** Has a room's calls ring for the person no longer, or again, and says so. */
export async function muteRoom(app: App, room: Room, muted: boolean): Promise<void> {
  const done = await app.attempt(() => app.ringlog.api.muteRoom({ roomId: room.id, muted }));
  if (done) app.say(muted ? text.settings.nowMuted(room.name) : text.settings.nowUnmuted(room.name));
}

/** The ids of the muted rooms: of the first hundred, as the sidebar tells. */
export function mutedIn(app: App): ReadonlySet<string> {
  return new Set(app.rooms.own.value?.preferences?.mutedRooms?.nodes.map(({ id }) => id));
}
