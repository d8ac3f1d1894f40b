import { effect, untracked } from "@preact/signals";
import { text } from "../../../text/index.ts";
import type { CallScreen } from "../call_screen.ts";

/** Says once what has just happened to the person in their call, until the returned function is called. */
export function announce({ app, call, isIn, lost, recording }: CallScreen): () => void {
  const viewer = app.viewer.user?.id;
  const stop = [
    onChange(
      () => (isIn.value ? call.value?.host : undefined),
      (host, before) => {
        if (before && host && host.id !== before.id && host.id === viewer) app.say(text.call.youAreHost);
      },
    ),
    onChange(
      () => recording.value,
      (now, before) => {
        if (now?.state === "FAILED" && before && before.state !== "FAILED")
          app.say(text.call.recordingFailed(now.failureReason ?? ""), true);
        if (now?.state === "PUBLISHED" && before?.id === now.id && before.state !== "PUBLISHED")
          app.say(text.call.recordingPublished);
      },
    ),
    onChange(
      () => lost.value,
      (device) => {
        if (device) app.say(device.replaced ? text.call.replaced[device.input] : text.call.lost[device.input], true);
      },
    ),
  ];
  return () => {
    for (const each of stop) each();
  };
}

function onChange<T>(of: () => T, tell: (now: T, before: T | undefined) => void): () => void {
  let before: T | undefined;
  return effect(() => {
    const now = of();
    const was = before;
    before = now;
    if (now !== was) untracked(() => tell(now, was));
  });
}
