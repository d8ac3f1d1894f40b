import { Mic, Square } from "lucide";
import { useMemo } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Meter } from "../../ui/Meter.tsx";
import type { Tested } from "./use_tested.ts";

/** Shows how loud one is. */
export function MicrophoneTest({ tested: { track, isInCall, isTried, tryOut } }: { tested: Tested }) {
  const { ringlog } = useApp();
  const level = useMemo(() => (track ? ringlog.level(track) : null), [ringlog, track]);
  return (
    <>
      {!isInCall && (
        <Button
          label={isTried ? text.settings.stopMicrophone : text.settings.tryMicrophone}
          icon={isTried ? Square : Mic}
          onClick={() => tryOut(!isTried)}
        />
      )}
      {level && <Meter label={text.preflight.level} level={level} />}
    </>
  );
}
