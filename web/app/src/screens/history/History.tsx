import "./history.css";
import { useCallback, useState } from "preact/hooks";
import { sentenceOf } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { BackToRooms } from "../../ui/BackToRooms.tsx";
import { Button } from "../../ui/Button.tsx";
import { VirtualList } from "../../ui/VirtualList.tsx";
import { HistoryEntry } from "./HistoryEntry.tsx";
import { type Choice, FILTERS, useHistory } from "./use_history.ts";
import { useUnseen } from "./use_unseen.ts";

const CHOICES = Object.keys(FILTERS) as Choice[];

/** The viewer's own calls; missed ones count as seen once they are looked at. */
export function History() {
  const [choice, setChoice] = useState<Choice>("all");
  return (
    <div class="history">
      <header class="room-header">
        <BackToRooms />
        <div class="titles">
          <h1>{text.history.title}</h1>
        </div>
      </header>
      <fieldset class="history-filter">
        <legend class="unseen">{text.history.show}</legend>
        {CHOICES.map((each) => (
          <Button
            key={each}
            label={text.history.filter[each]}
            pressed={each === choice}
            onClick={() => setChoice(each)}
          />
        ))}
      </fieldset>
      <Calls key={choice} choice={choice} />
    </div>
  );
}

function Calls({ choice }: { choice: Choice }) {
  const pages = useHistory(choice);
  const [items, hasMore, problem] = [pages.items.value, pages.hasMore.value, pages.problem.value];
  const unseen = useUnseen(items);
  const more = useCallback(() => void pages.more(), [pages]);
  return (
    <>
      {items === undefined && problem === undefined && <p class="welcome quiet">{text.common.loading}</p>}
      {items?.length === 0 && (
        <p class="welcome quiet">{choice === "all" ? text.history.none : text.history.noneSuch}</p>
      )}
      {items !== undefined && items.length > 0 && (
        <VirtualList
          label={text.history.calls}
          items={items}
          total={hasMore ? -1 : items.length}
          onEnd={more}
          row={(each, tabindex) => <HistoryEntry entry={each} isNew={unseen.has(each.id)} tabindex={tabindex} />}
        />
      )}
      {problem !== undefined && (
        <div role="alert" class="welcome">
          <p>{text.history.failed(sentenceOf(problem))}</p>
          <Button label={text.shell.tryAgain} onClick={more} />
        </div>
      )}
    </>
  );
}
