import "./controls.css";
import { text } from "../../../text/index.ts";
import { CameraButton, HandButton, LeaveButton, MicrophoneButton, ShareButton } from "./buttons.tsx";
import { MoreMenu } from "./MoreMenu.tsx";
import { PeopleButton, ThreadButton } from "./PanelButtons.tsx";
import { ReactionsMenu } from "./ReactionsMenu.tsx";
import { RecordButton } from "./RecordButton.tsx";

/** What one does in the call, on the stage. */
export function Controls() {
  return (
    <fieldset class="controls" aria-label={text.call.controls}>
      <MicrophoneButton />
      <CameraButton />
      <ShareButton />
      <ReactionsMenu />
      <HandButton />
      <RecordButton />
      <PeopleButton />
      <ThreadButton />
      <MoreMenu />
      <LeaveButton />
    </fieldset>
  );
}
