import type { WatchSidebarSubscription } from "./generated.ts";

type Told = WatchSidebarSubscription["sidebar"];
export type SidebarRoom = Told["rooms"][number];
type UnreadThread = NonNullable<Told["unreadThreads"]>[number];

/** What a sidebar shows. */
export interface Sidebar {
  /** By id: all with an ongoing call, and those in which something has changed since. A room that isn't there has no call. */
  readonly rooms: ReadonlyMap<string, SidebarRoom>;
  /** The viewer's own: rings, missed calls, sessions and preferences. */
  readonly own: NonNullable<Told["own"]> | null;
  /** The chats of calls with messages that the viewer hasn't read, the newest message first. */
  readonly unread: readonly UnreadThread[];
}

/** The sidebar after what the server tells of it: the whole, or changes. What hasn't changed stays the same objects. */
export function sidebarAfter(before: Sidebar | undefined, { sidebar: told }: WatchSidebarSubscription): Sidebar {
  const known = told.whole ? [] : (before?.rooms ?? []);
  const changed = told.rooms.map((room) => [room.id, room] as const);
  const rooms = before && !told.whole && !changed.length ? before.rooms : new Map([...known, ...changed]);
  const unread = told.unreadThreads ?? before?.unread ?? [];
  return { rooms, own: told.own ?? before?.own ?? null, unread };
}
