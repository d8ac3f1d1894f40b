import { PictureInPicture2 } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { canFloat } from "../controls/features.ts";

/** The video that can be put in a window above all others. It is there, unseen, whether the call is small or large. */
export function Floating() {
  const screen = useCallScreen();
  const video = useRef<HTMLVideoElement>(null);
  const stream = screen.floatingStream.value ?? null;
  useEffect(() => {
    screen.floatingVideo.value = video.current;
    return () => {
      screen.floatingVideo.value = null;
      screen.floating.value = false;
    };
  }, [screen]);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  const follow = () => {
    screen.floating.value = document.pictureInPictureElement === video.current && video.current !== null;
  };
  return (
    <video
      ref={video}
      class="unseen"
      aria-label={text.call.float}
      autoplay
      playsInline
      muted
      onEnterPictureInPicture={() => {
        screen.floating.value = true;
      }}
      onLeavePictureInPicture={follow}
    />
  );
}

/** Nothing where the browser can't, or has a button of its own. */
export function FloatButton() {
  const screen = useCallScreen();
  if (!canFloat()) return null;
  const { floating } = screen;
  const toggle = () =>
    screen.app.attemptTo(async () => {
      await (floating.value ? document.exitPictureInPicture() : screen.floatingVideo.value?.requestPictureInPicture());
    });
  return (
    <Button
      label={floating.value ? text.call.sink : text.call.float}
      icon={PictureInPicture2}
      iconOnly
      look="quiet"
      disabled={!floating.value && !screen.floatingStream.value}
      onClick={toggle}
    />
  );
}
