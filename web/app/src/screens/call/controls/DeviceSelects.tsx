import { useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { DeviceSelect } from "../../preflight/DeviceSelect.tsx";
import { useCallScreen } from "../call_screen.ts";
import { canChooseSpeakers } from "./features.ts";

/** Which microphone, camera and loudspeaker are used; others can be chosen, and are remembered. */
export function DeviceSelects() {
  const { app, own, can } = useCallScreen();
  const { call } = app.ringlog;
  const [speaker, setSpeaker] = useState("");
  const { microphone, camera } = own.value;
  const useMicrophone = async (microphoneId: string) => {
    await call.useMicrophone(microphoneId || undefined);
    app.entering.choose({ microphoneId });
  };
  const useCamera = async (cameraId: string) => {
    await call.useCamera(cameraId || undefined);
    app.entering.choose({ cameraId });
  };
  const useSpeaker = async (speakerId: string) => {
    await call.playback?.useSpeaker(speakerId);
    setSpeaker(speakerId);
  };
  const open = microphone !== null || camera !== null;
  return (
    <div class="devices">
      <DeviceSelect
        label={text.call.microphone}
        kind="microphones"
        open={open}
        chosen={idOf(microphone)}
        choose={(id) => app.attemptTo(() => useMicrophone(id))}
      />
      {camera && can.value.has("CAM") && (
        <DeviceSelect
          label={text.call.camera}
          kind="cameras"
          open={open}
          chosen={idOf(camera)}
          choose={(id) => app.attemptTo(() => useCamera(id))}
        />
      )}
      {canChooseSpeakers() && (
        <DeviceSelect
          label={text.call.speaker}
          kind="speakers"
          open={open}
          chosen={speaker}
          choose={(id) => app.attemptTo(() => useSpeaker(id))}
        />
      )}
    </div>
  );
}

const idOf = (track: MediaStreamTrack | null): string | undefined => track?.getSettings().deviceId;
