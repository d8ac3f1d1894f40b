import { CircleDot, CircleStop } from "lucide";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";

/** For whoever may record. */
export function RecordButton() {
  const { app, permissions, recording } = useCallScreen();
  const { actions } = app.ringlog.call;
  const state = recording.value?.state;
  const { viewerCanRecord, viewerCanHost } = permissions.value ?? {};
  if (state === "REQUESTED" || state === "STARTED") {
    if (!viewerCanHost) return null;
    return (
      <Button
        class="recording-on"
        label={text.call.stopRecording}
        icon={CircleStop}
        iconOnly
        onClick={() => app.attempt(() => actions.stopRecording())}
      />
    );
  }
  if (!viewerCanRecord) return null;
  return (
    <Button
      label={text.call.record}
      icon={CircleDot}
      iconOnly
      disabled={state === "STOPPING"}
      onClick={() => app.attempt(() => actions.startRecording())}
    />
  );
}
