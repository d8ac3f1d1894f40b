import { Mic, MicOff } from "lucide";
import { useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Meter } from "../../ui/Meter.tsx";
import type { ChoiceProps } from "./CameraChoice.tsx";
import { DeviceSelect } from "./DeviceSelect.tsx";
import { Missing } from "./Missing.tsx";

/** Whether to go in with the microphone on, which one, and whether it hears anything. */
export function MicrophoneChoice({ state, on, turn, again }: ChoiceProps) {
  const { entering, ringlog } = useApp();
  const { microphone } = useObservable(ringlog.call.own);
  const level = useMemo(() => (microphone ? ringlog.level(microphone) : null), [ringlog, microphone]);
  const usable = on && state.is !== "missing";
  return (
    <section class="microphone">
      <div class="device">
        <Button
          label={text.preflight.microphoneOn}
          icon={usable ? Mic : MicOff}
          iconOnly
          pressed={usable}
          disabled={state.is === "missing"}
          onClick={() => turn(!on)}
        />
        <DeviceSelect
          label={text.preflight.microphone}
          kind="microphones"
          open={microphone !== null}
          chosen={entering.choices.value.microphoneId}
          choose={(microphoneId) => entering.choose({ microphoneId })}
        />
      </div>
      {level && <Meter label={text.preflight.level} level={level} />}
      <Missing input="microphone" state={state} again={again} />
    </section>
  );
}
