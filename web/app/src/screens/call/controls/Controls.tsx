import "./controls.css";
import { text } from "../../../text/index.ts";
import { CameraButton, HandButton, LeaveButton, MicrophoneButton, ShareButton } from "./buttons.tsx";

/** What one does in the call, on the stage. */
export function Controls() {
  return (
    <div class="controls" role="toolbar" aria-label={text.call.controls}>
      <MicrophoneButton />
      <CameraButton />
      <ShareButton />
      <HandButton />
      <LeaveButton />
    </div>
  );
}
