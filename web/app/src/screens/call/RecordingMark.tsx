import { CircleDot } from "lucide";
import { text } from "../../text/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { useCallScreen } from "./call_screen.ts";

/** Tells everybody that the call is recorded, as soon as it may be. */
export function RecordingMark() {
  const state = useCallScreen().recording.value?.state;
  const says = state === undefined || state === "PUBLISHED" || state === "FAILED" ? null : text.call.recording[state];
  return (
    <span role="status" class="recording-place">
      {says && (
        <span class={state === "STARTED" ? "recording-mark on" : "recording-mark"}>
          <Icon of={CircleDot} size={16} />
          {says}
        </span>
      )}
    </span>
  );
}
