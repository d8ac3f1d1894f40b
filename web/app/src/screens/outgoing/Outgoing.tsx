import type { CallView } from "@ringlog/client";
import { Phone, PhoneOff, X } from "lucide";
import { useEffect, useId, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Countdown } from "../ringing/Countdown.tsx";

type Call = NonNullable<CallView["call"]>;

const SHOWN_FOR = 15_000; // ms after a call that wasn't answered

/** The pop-up of a direct call of one's own: whom it rings, and how it went if they didn't answer. The page stays usable. */
export function Outgoing() {
  const { phase, call } = useObservable(useApp().ringlog.call);
  if (!call) return null;
  if (phase.at === "calling") return <Popup call={call} outcome={null} />;
  if (phase.at !== "ended" || (phase.reason !== "DECLINED" && phase.reason !== "NOT_ANSWERED")) return null;
  return <Unanswered key={call.id} call={call} reason={phase.reason} />;
}

function Unanswered({ call, reason }: { call: Call; reason: "DECLINED" | "NOT_ANSWERED" }) {
  const [shown, setShown] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setShown(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, []);
  return shown ? <Popup call={call} outcome={{ reason, away: () => setShown(false) }} /> : null;
}

interface PopupProps {
  call: Call;
  /** Null while it rings. */
  outcome: { readonly reason: "DECLINED" | "NOT_ANSWERED"; readonly away: () => void } | null;
}

function Popup({ call, outcome }: PopupProps) {
  const heading = useId();
  const [ring] = call.rings;
  if (!ring) return null;
  const { name } = ring.callee;
  return (
    <section class="outgoing-call" aria-labelledby={heading}>
      <div class={outcome ? "call-popup" : "call-popup rings"}>
        <Countdown ring={{ startedAt: call.startedAt, ...ring }} person={ring.callee} runs={outcome === null} />
        <div class="titles" role="status">
          <h2 id={heading} class="cut" dir="auto" title={name}>
            {outcome ? text.ringing.unanswered[outcome.reason](name) : text.ringing.ringingWhom(name)}
          </h2>
          {call.title !== call.room.name && (
            <p class="cut small quiet" dir="auto">
              {call.title}
            </p>
          )}
        </div>
        {outcome ? <Again call={call} away={outcome.away} /> : <Cancel />}
      </div>
    </section>
  );
}

function Cancel() {
  const app = useApp();
  return (
    <div class="answers">
      <Button
        label={text.ringing.cancelCall}
        icon={PhoneOff}
        look="danger"
        onClick={() => app.attemptTo(() => app.ringlog.call.leave())}
      />
    </div>
  );
}

function Again({ call, away }: { call: Call; away: () => void }) {
  const app = useApp();
  const again = () => app.entering.begin({ entry: { start: call.room.id }, room: call.room, callId: null }, true);
  return (
    <>
      <Button class="away" label={text.ringing.putAway} icon={X} iconOnly look="quiet" onClick={away} />
      <div class="answers">
        <Button label={text.ringing.callAgain} icon={Phone} look="primary" onClick={again} />
      </div>
    </>
  );
}
