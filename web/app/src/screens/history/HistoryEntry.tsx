import { Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing } from "lucide";
import type { ComponentChildren } from "preact";
import { useApp } from "../../state/app.ts";
import { duration, when } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { memo } from "../../ui/memo.ts";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import type { Call } from "./use_history.ts";

interface HistoryEntryProps {
  entry: Call;
  isNew: boolean;
  tabindex: number;
}

/** A call of the viewer's own: with whom, how it came out, and how to call again. */
export const HistoryEntry = memo(({ entry, isNew, tabindex }: HistoryEntryProps) => {
  const { missed, title, other, room, startedAt, durationSeconds } = entry;
  const name = other?.name ?? title;
  const named = title === room?.name ? undefined : other ? title : room?.name; // most titles are the room's name
  return (
    <div class={missed ? "history-entry missed" : "history-entry"}>
      <Icon of={iconOf(entry)} />
      <Whole entry={entry} tabindex={tabindex}>
        <span class="title">
          <strong class="cut" dir="auto">
            {name}
          </strong>
          {isNew && <span class="is-new">{text.history.isNew}</span>}
        </span>
        <span class="small cut">
          <span class="outcome">{outcomeOf(entry)}</span>
          <span class="quiet">
            {named && <span> · {named}</span>}
            <span> · </span>
            <time dateTime={startedAt}>{when(startedAt)}</time>
            {durationSeconds !== null && <span> · {duration(durationSeconds)}</span>}
          </span>
        </span>
      </Whole>
      <CallButton entry={entry} name={name} tabindex={tabindex} />
    </div>
  );
});

/** A link to the call's log, for those who still see its room. */
function Whole({ entry, tabindex, children }: { entry: Call; tabindex: number; children: ComponentChildren }) {
  const { room, call } = entry;
  if (!room || !call) return <div class="whole">{children}</div>;
  return (
    <PlaceLink class="whole" place={{ at: "conference", roomId: room.id, callId: call.id }} tabindex={tabindex}>
      {children}
    </PlaceLink>
  );
}

/** Calls in the room where the call was, or joins it there if it is on. */
function CallButton({ entry, name, tabindex }: { entry: Call; name: string; tabindex: number }) {
  const app = useApp();
  const { room, call, kind, missed, direction } = entry;
  if (!room || !call) return null;
  const isOn = call.state !== "ENDED";
  if (!isOn && kind !== "DIRECT" && !missed) return null;
  const enter = () => {
    app.go({ at: "room", roomId: room.id });
    const entry = isOn ? { join: call.id } : { start: room.id };
    app.entering.begin({ entry, room, callId: isOn ? call.id : null });
  };
  const again = direction === "INCOMING" ? text.room.callBack : text.room.callAgain;
  const what = isOn ? text.room.join : again;
  return (
    <Button
      label={what}
      class="call"
      aria-label={text.history.withWhom(what, name)}
      icon={Phone}
      tabindex={tabindex}
      onClick={enter}
    />
  );
}

function iconOf({ missed, outcome, direction }: Call) {
  if (missed) return PhoneMissed;
  if (outcome !== null && outcome !== "ANSWERED") return PhoneOff;
  return direction === "INCOMING" ? PhoneIncoming : PhoneOutgoing;
}

const outcomeOf = ({ direction, outcome }: Call): string =>
  outcome === null ? text.history.ongoing[direction] : text.history.outcome[direction][outcome];
