import type { ConferenceSearchInput, WatchConferencesSubscription } from "@ringlog/client";
import { useEffect, useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { Pages } from "../../state/pages.ts";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";

type Bar = Extract<WatchConferencesSubscription["contextualBar"], { conferences: unknown }>["conferences"];
export type ListedConference = Bar["nodes"][number];

const PAGE = 50; // conferences

interface Conferences {
  readonly pages: Pages<ListedConference>;
  /** Why there is nothing to show. */
  readonly refusal: string | undefined;
  /** How many conferences the room has; -1 if they weren't counted. */
  readonly total: number;
}

/** The conferences of a room, or those that a search finds, as they come and go. */
export function useConferences(roomId: string, search: ConferenceSearchInput | null): Conferences {
  const { api } = useApp().ringlog;
  const { data, error } = useWatched(() => api.conferences(roomId), [api, roomId]);
  const pages = useMemo(
    () =>
      new Pages<ListedConference>(async (after) => {
        const page = await api.findConferences(roomId, { first: PAGE, after, search });
        return page ?? { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
      }),
    [api, roomId], // a search doesn't change: another one is another list
  );
  const bar = data?.contextualBar;
  const beginning = bar && "conferences" in bar ? bar.conferences : undefined;
  useEffect(() => {
    if (!beginning) return;
    if (!search) pages.begin(beginning);
    else if (pages.items.value) void pages.refresh();
    else void pages.more();
  }, [beginning, pages]);
  const refusal = bar && !beginning ? text.room.gone : error?.message;
  return { pages, refusal, total: search ? -1 : (beginning?.totalCount ?? -1) };
}
