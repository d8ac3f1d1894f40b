import "./summary.css";
import { Bug, Phone, X } from "lucide";
import { useRef, useState } from "preact/hooks";
import { duration } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { PlaceLink } from "../../ui/PlaceLink.tsx";
import { useFocusIfLost } from "../../ui/use_focus_if_lost.ts";
import { type CallScreen, useCallScreen } from "./call_screen.ts";
import { copyReport } from "./copying.ts";
import { outcomeOf } from "./outcome.ts";

/** How the call went out for this device, and what to do next; until it is put away, or another call is entered. */
export function Summary() {
  const screen = useCallScreen();
  const [away, putAway] = useState(false);
  const summary = useRef<HTMLElement>(null);
  useFocusIfLost(summary);
  const { app, call, phase } = screen;
  const outcome = outcomeOf(phase.value, app.viewer.user?.id ?? null);
  if (away || !outcome) return null;
  const title = call.value?.title ?? text.call.call;
  return (
    <section ref={summary} class="call-summary" aria-label={text.call.inRoom(title)} tabindex={-1}>
      <header>
        <h2 class="cut" dir="auto">
          {title}
        </h2>
        <Button label={text.common.close} icon={X} iconOnly look="quiet" onClick={() => putAway(true)} />
      </header>
      <p role="alert">{outcome.sentence}</p>
      {outcome.checks.length > 0 && (
        <ul class="checks small">
          {outcome.checks.map((check) => (
            <li key={check}>{check}</li>
          ))}
        </ul>
      )}
      <Took screen={screen} />
      <div class="next">
        {outcome.next && <NextCall screen={screen} here={outcome.next === "here"} />}
        <Button label={text.call.copyReport} icon={Bug} look="quiet" onClick={() => copyReport(app)} />
      </div>
    </section>
  );
}

function Took({ screen: { call } }: { screen: CallScreen }) {
  const { value: shown } = call;
  if (!shown?.endedAt) return null;
  const seconds = (Date.parse(shown.endedAt) - Date.parse(shown.answeredAt ?? shown.startedAt)) / 1000;
  return (
    <p class="quiet small">
      {text.call.took(duration(seconds))}
      {" · "}
      <PlaceLink place={{ at: "conference", roomId: shown.room.id, callId: shown.id }}>{text.call.toLog}</PlaceLink>
    </p>
  );
}

/** Back into the call while it is on, or a new one. here: from the tab that took it over. */
function NextCall({ screen: { app, call }, here }: { screen: CallScreen; here: boolean }) {
  const { value: shown } = call;
  if (!shown) return null;
  const { id, room } = shown;
  const ongoing = app.rooms.list.value?.find((each) => each.id === room.id)?.ongoingCall;
  const isOn = ongoing?.id === id;
  const enter = () =>
    app.entering.begin({ entry: isOn ? { join: id } : { start: room.id }, room, callId: ongoing?.id ?? null }, true);
  const label = here ? text.call.useHere : isOn ? text.call.joinAgain : text.call.callAgain;
  return <Button label={label} icon={Phone} look="primary" onClick={enter} />;
}
