import type { PostShownFragment } from "@ringlog/client";
import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { Pages } from "../../state/pages.ts";
import { useWatched } from "../../state/use_observable.ts";

const PAGE = 50; // messages
const NOTHING = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** A call's messages, newest first: the newest ones live, and older ones page by page. `gone` if it isn't seen any more. */
export function useThread(callId: string): { pages: Pages<PostShownFragment>; gone: boolean } {
  const { api } = useApp().ringlog;
  const { data } = useWatched(() => api.thread(callId, PAGE), [api, callId]);
  const pages = useMemo(
    () =>
      new Pages<PostShownFragment>(async (after) => (await api.messages(callId, { first: PAGE, after })) ?? NOTHING),
    [api, callId],
  );
  const shown = data?.thread;
  const newest = shown && "thread" in shown ? shown.thread.messages : undefined;
  useEffect(() => {
    if (newest) pages.begin(newest);
  }, [newest, pages]);
  return { pages, gone: shown !== undefined && !newest };
}
