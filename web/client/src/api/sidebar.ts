import type { WatchSidebarSubscription } from "./generated.ts";

type Told = WatchSidebarSubscription["sidebar"];
export type SidebarRoom = Told["rooms"][number];

/** What a sidebar shows. */
export interface Sidebar {
  /** By id: all with an ongoing call, and those in which something has changed since. A room that isn't there has no call. */
  readonly rooms: ReadonlyMap<string, SidebarRoom>;
  /** The viewer's own: rings, missed calls, sessions and preferences. */
  readonly own: NonNullable<Told["own"]> | null;
}

/** The sidebar after what the server tells of it: the whole, or changes. What hasn't changed stays the same objects. */
export function sidebarAfter(before: Sidebar | undefined, { sidebar: told }: WatchSidebarSubscription): Sidebar {
  const known = told.whole ? [] : (before?.rooms ?? []);
  const changed = told.rooms.map((room) => [room.id, room] as const);
  const rooms = before && !told.whole && !changed.length ? before.rooms : new Map([...known, ...changed]);
  return { rooms, own: told.own ?? before?.own ?? null };
}
