import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { DeviceSelect } from "../preflight/DeviceSelect.tsx";
import { CameraTest } from "./CameraTest.tsx";
import { MicrophoneTest } from "./MicrophoneTest.tsx";
import { Try } from "./Try.tsx";
import { useTested } from "./use_tested.ts";

/** Which microphone, camera and loudspeaker calls use in this browser, each to be tried out. */
export function Devices() {
  const { entering, ringlog } = useApp();
  const { microphoneId, cameraId, speakerId } = entering.choices.value;
  const microphone = useTested("microphone", microphoneId);
  const camera = useTested("camera", cameraId);
  return (
    <>
      <p class="quiet small">{text.settings.devicesHint}</p>
      <div class="together">
        <DeviceSelect
          label={text.preflight.microphone}
          kind="microphones"
          open={microphone.track !== null}
          chosen={microphoneId}
          choose={(chosen) => entering.choose({ microphoneId: chosen })}
        />
        <MicrophoneTest tested={microphone} />
      </div>
      <div class="together">
        <DeviceSelect
          label={text.preflight.camera}
          kind="cameras"
          open={camera.track !== null}
          chosen={cameraId}
          choose={(chosen) => entering.choose({ cameraId: chosen })}
        />
        <CameraTest tested={camera} />
      </div>
      <div class="together">
        <DeviceSelect
          label={text.settings.speaker}
          kind="speakers"
          open={microphone.track !== null}
          chosen={speakerId}
          choose={(chosen) => entering.choose({ speakerId: chosen })}
        />
        <Try key={speakerId} label={text.settings.tryAloud} play={() => ringlog.tryTone("chime", speakerId)} />
      </div>
    </>
  );
}
