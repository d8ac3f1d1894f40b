import { Video, VideoOff } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Button } from "../../ui/Button.tsx";
import { DeviceSelect } from "./DeviceSelect.tsx";
import { Missing } from "./Missing.tsx";
import type { DeviceState } from "./use_device.ts";

export interface ChoiceProps {
  state: DeviceState;
  on: boolean;
  turn: (on: boolean) => void;
  again: () => void;
}

/** Whether to go in with a camera, which one, and what it shows. */
export function CameraChoice({ state, on, turn, again }: ChoiceProps) {
  const { entering, ringlog, viewer } = useApp();
  const { camera } = useObservable(ringlog.call.own);
  return (
    <section class="camera">
      <div class="preview">
        {camera ? (
          <Preview camera={camera} />
        ) : (
          <>
            <Avatar person={viewer.user ?? { id: "", name: "" }} size={72} />
            <p class="quiet small">{text.preflight.cameraIsOff}</p>
          </>
        )}
      </div>
      <div class="device">
        <Button
          label={text.preflight.cameraOn}
          icon={on ? Video : VideoOff}
          iconOnly
          pressed={on}
          onClick={() => turn(!on)}
        />
        <DeviceSelect
          label={text.preflight.camera}
          kind="cameras"
          open={camera !== null}
          chosen={entering.choices.value.cameraId}
          choose={(cameraId) => entering.choose({ cameraId })}
        />
      </div>
      <Missing input="camera" state={state} again={again} />
    </section>
  );
}

function Preview({ camera }: { camera: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([camera]);
  }, [camera]);
  return <video ref={video} aria-label={text.preflight.preview} autoplay muted playsInline />;
}
