import type { WatchRoomSubscription } from "@ringlog/client";

/** A room as its page watches it. */
export type OpenedRoom = Extract<WatchRoomSubscription["roomTimeline"], { room: unknown }>["room"];
