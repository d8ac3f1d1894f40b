import "./bar.css";
import { useCallback, useMemo, useState } from "preact/hooks";
import { sentenceOf, useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { VirtualList } from "../../ui/VirtualList.tsx";
import { BarSearch } from "./BarSearch.tsx";
import { ConferenceEntry } from "./ConferenceEntry.tsx";
import { Presences } from "./presences.ts";
import { ALL, asked, type Search } from "./search.ts";
import { useConferences } from "./use_conferences.ts";

/** The contextual bar: all calls of a room, the ongoing one on top, live, and to be searched. */
export function Bar({ roomId }: { roomId: string }) {
  const { api } = useApp().ringlog;
  const [search, setSearch] = useState<Search>(ALL);
  const presences = useMemo(() => new Presences(api.presence), [api]);
  const key = JSON.stringify(asked(search)); // another search begins at the top
  return (
    <div class="bar">
      <BarSearch roomId={roomId} search={search} onSearch={setSearch} />
      <Conferences key={key} roomId={roomId} search={search} presences={presences} />
    </div>
  );
}

interface ConferencesProps {
  roomId: string;
  search: Search;
  presences: Presences;
}

function Conferences({ roomId, search, presences }: ConferencesProps) {
  const searches = asked(search) !== null;
  const { pages, refusal, total } = useConferences(roomId, asked(search));
  const more = useCallback(() => void pages.more(), [pages]);
  const [items, hasMore, problem] = [pages.items.value, pages.hasMore.value, pages.problem.value];
  if (refusal !== undefined) return <p class="empty quiet">{refusal}</p>;
  return (
    <>
      <p role="status" class={searches ? "found small quiet" : "unseen"}>
        {searches && items && items.length > 0 && text.bar.found(items.length, hasMore)}
        {searches && items?.length === 0 && text.bar.nothingFound}
      </p>
      {items?.length === 0 && !searches && <p class="empty quiet">{text.bar.none}</p>}
      {items === undefined && problem === undefined && <p class="empty quiet">{text.common.loading}</p>}
      {items !== undefined && items.length > 0 && (
        <VirtualList
          label={text.bar.conferences}
          items={items}
          total={hasMore ? total : items.length}
          onEnd={more}
          row={(each, tabindex) => (
            <ConferenceEntry roomId={roomId} conference={each} presences={presences} tabindex={tabindex} />
          )}
        >
          {hasMore && problem === undefined && <p class="after small quiet">{text.common.loading}</p>}
        </VirtualList>
      )}
      {problem !== undefined && (
        <div role="alert" class="empty">
          <p>{text.bar.failed(sentenceOf(problem))}</p>
          <Button label={text.shell.tryAgain} onClick={more} />
        </div>
      )}
    </>
  );
}
