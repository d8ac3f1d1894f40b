import { expect, test } from "vitest";
import { type Sidebar, type SidebarRoom, sidebarAfter } from "../src/api/sidebar.ts";

const ONGOING: SidebarRoom["ongoingCall"] = {
  id: "c1",
  title: "Standup",
  state: "ONGOING",
  message: { participantCount: 1, thumbnails: [] },
};
const room = (id: string, ongoingCall: SidebarRoom["ongoingCall"] = null): SidebarRoom => ({
  id,
  externalId: id,
  name: id,
  kind: "CHANNEL",
  state: "ACTIVE",
  callLink: null,
  ongoingCall,
});
const OWN: NonNullable<Sidebar["own"]> = {
  missedCallCount: 1,
  incomingRings: [],
  quietRings: [],
  sessions: [],
  exits: [],
  preferences: null,
};
const UNREAD: Sidebar["unread"][number] = { id: "t1", viewerUnreadCount: 1, call: { id: "c1", room: { id: "a" } } };
const told = (
  whole: boolean,
  rooms: SidebarRoom[],
  own: Sidebar["own"] = null,
  unreadThreads: Sidebar["unread"][number][] | null = null,
) => ({ sidebar: { whole, rooms, own, unreadThreads } });

test("changes take the place of what was known of a room, and what didn't change stays the same objects", () => {
  const [busy, other] = [room("a", ONGOING), room("b", ONGOING)];
  const first = sidebarAfter(undefined, told(true, [busy, other], OWN));
  const second = sidebarAfter(first, told(false, [room("a")]));
  expect(second.rooms.get("a")?.ongoingCall).toBe(null);
  expect(second.rooms.get("b")).toBe(other);
  expect(second.own).toBe(OWN);
  expect(first.rooms.get("a")).toBe(busy);
  const third = sidebarAfter(second, told(false, [], { ...OWN, missedCallCount: 0 }));
  expect(third.own?.missedCallCount).toBe(0);
  expect(third.rooms).toBe(second.rooms);
});

test("what is unread stays until something else is, or nothing", () => {
  const first = sidebarAfter(undefined, told(true, [], OWN, [UNREAD]));
  const second = sidebarAfter(first, told(false, [room("a")]));
  expect(second.unread).toBe(first.unread);
  expect(sidebarAfter(second, told(false, [], null, [])).unread).toEqual([]);
  expect(sidebarAfter(undefined, told(true, [], OWN)).unread).toEqual([]);
});

test("the whole, which comes again when access has changed, leaves nothing of what was", () => {
  const first = sidebarAfter(undefined, told(true, [room("a", ONGOING)], OWN));
  expect([...sidebarAfter(first, told(true, [room("b", ONGOING)], OWN)).rooms.keys()]).toEqual(["b"]);
});
