import type { MessagesShownFragment } from "@ringlog/client";
import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { Pages } from "../../state/pages.ts";
import { useWatched } from "../../state/use_observable.ts";

export type Message = MessagesShownFragment["nodes"][number];

const NOTHING = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** The calls of a room, newest first: the newest ones live, and older ones, which have ended, page by page. */
export function useTimeline(roomId: string): Pages<Message> {
  const { api } = useApp().ringlog;
  const { data } = useWatched(() => api.timeline(roomId), [api, roomId]);
  const pages = useMemo(
    () => new Pages<Message>(async (after) => (await api.olderTimeline(roomId, after)) ?? NOTHING),
    [api, roomId],
  );
  const shown = data?.roomTimeline;
  const newest = shown && "room" in shown ? shown.room.timeline : undefined;
  useEffect(() => {
    if (newest) pages.begin(newest);
  }, [newest, pages]);
  return pages;
}
