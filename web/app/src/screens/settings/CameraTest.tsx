import { Square, Video } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import type { Tested } from "./use_tested.ts";

/** Shows what one's camera sees. */
export function CameraTest({ tested: { track, isInCall, isTried, tryOut } }: { tested: Tested }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  return (
    <>
      {!isInCall && (
        <Button
          label={isTried ? text.settings.stopCamera : text.settings.tryCamera}
          icon={isTried ? Square : Video}
          onClick={() => tryOut(!isTried)}
        />
      )}
      {track && <video ref={video} class="mirror" aria-label={text.preflight.preview} autoplay muted playsInline />}
    </>
  );
}
