import type { CallHistoryFilterInput, WatchCallHistorySubscription } from "@ringlog/client";
import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { Pages } from "../../state/pages.ts";
import { useWatched } from "../../state/use_observable.ts";

export type Call = WatchCallHistorySubscription["callHistory"]["calls"]["nodes"][number];

/** What can be chosen to be shown, and what the server is asked for then; null for everything. */
export const FILTERS = {
  all: null,
  missed: { missed: true },
  incoming: { direction: "INCOMING" },
  outgoing: { direction: "OUTGOING" },
} as const satisfies Record<string, CallHistoryFilterInput | null>;

export type Choice = keyof typeof FILTERS;

const PAGE = 50; // calls

/** The viewer's calls that were chosen, as they come. The choice doesn't change: another one is another list. */
export function useHistory(choice: Choice): Pages<Call> {
  const { api } = useApp().ringlog;
  const { data } = useWatched(() => api.callHistory(), [api]);
  const pages = useMemo(
    () => new Pages<Call>((after) => api.findCalls({ first: PAGE, after, filter: FILTERS[choice] })),
    [api],
  );
  const latest = data?.callHistory.calls;
  useEffect(() => {
    if (!latest) return;
    if (FILTERS[choice] === null) pages.begin(latest);
    else if (pages.items.value) void pages.refresh();
    else void pages.more();
  }, [latest, pages]);
  return pages;
}
