import { computed } from "@preact/signals";
import type { Picture as Shown } from "@ringlog/client";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useCallScreen } from "../call_screen.ts";

interface PictureProps {
  sessionId: string;
  kind: Shown["kind"];
  label: string;
  /** As people know themselves, from mirrors. */
  mirrored?: boolean;
}

/** A camera's or a screen's picture; nothing while none arrives. */
export function Picture({ sessionId, kind, label, mirrored = false }: PictureProps) {
  const screen = useCallScreen();
  const stream = useMemo(() => computed(() => screen.stream(sessionId, kind)), [screen, sessionId, kind]).value;
  return stream ? <Video stream={stream} label={label} class={mirrored ? "picture mirrored" : "picture"} /> : null;
}

/** A stream's picture. Its sound is played elsewhere. */
export function Video({ stream, label, class: look }: { stream: MediaStream; label: string; class: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} class={look} aria-label={label} autoplay playsInline muted disablePictureInPicture />;
}
