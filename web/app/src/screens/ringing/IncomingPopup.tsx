import type { IncomingCall } from "@ringlog/client";
import { Phone, PhoneOff, Video, X } from "lucide";
import { useId, useRef } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Countdown } from "./Countdown.tsx";
import { useFocusUnlessTyping } from "./use_focus.ts";

/** One incoming call: while it rings, what can be done about it; then for a few seconds why it doesn't any more. */
export function IncomingPopup({ call: { ring, quiet } }: { call: IncomingCall }) {
  const app = useApp();
  const { incoming } = app.ringlog;
  const popup = useRef<HTMLDivElement>(null);
  const [heading, details] = [useId(), useId()];
  useFocusUnlessTyping(popup);
  const rings = quiet === null;
  const away = () => (rings ? void app.attempt(() => incoming.dismiss(ring.id)) : incoming.putAway(ring.id));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    away();
  };
  const accept = (camera: boolean) => {
    const entry = { accept: ring.id };
    app.entering.begin({ entry, room: ring.room, callId: ring.call.id, camera }, true);
  };
  return (
    <div
      ref={popup}
      class={rings ? "call-popup rings" : "call-popup"}
      role="alertdialog"
      aria-labelledby={heading}
      aria-describedby={details}
      tabindex={-1}
      onKeyDown={onKeyDown}
    >
      <Countdown ring={ring} person={ring.caller} runs={rings} />
      <div class="titles">
        <h2 id={heading} class="cut" dir="auto" title={ring.caller.name}>
          {ring.caller.name}
        </h2>
        <div id={details} class="small">
          {rings ? <Where ring={ring} /> : text.ringing.why[quiet]}
        </div>
      </div>
      {/* First, so that who presses Enter without having looked answers nobody. */}
      <Button
        class="away"
        label={rings ? text.ringing.dismiss : text.ringing.putAway}
        icon={X}
        iconOnly
        look="quiet"
        onClick={away}
      />
      {rings && (
        <div class="answers">
          <Button label={text.ringing.accept} icon={Phone} look="primary" onClick={() => accept(false)} />
          {ring.call.provider.capabilities.includes("CAM") && (
            <Button label={text.ringing.acceptWithCamera} icon={Video} iconOnly onClick={() => accept(true)} />
          )}
          <Button
            label={text.ringing.decline}
            icon={PhoneOff}
            look="danger"
            onClick={() => app.attempt(() => incoming.decline(ring.id))}
          />
        </div>
      )}
    </div>
  );
}

function Where({ ring: { room, call } }: { ring: IncomingCall["ring"] }) {
  return (
    <>
      <p class="cut" dir="auto">
        {room.kind === "DIRECT" ? text.room.kind.DIRECT : room.name}
      </p>
      {call.title !== room.name && (
        <p class="cut quiet" dir="auto">
          {call.title}
        </p>
      )}
    </>
  );
}
