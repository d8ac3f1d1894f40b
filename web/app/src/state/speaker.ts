import { effect, type ReadonlySignal } from "@preact/signals";
import { observe, type Playback, type Ringlog } from "@ringlog/client";
import type { Choices } from "./choices.ts";

/** Plays each call on the loudspeaker that was chosen, until the returned function is called. */
export function keepSpeaker({ call }: Ringlog, choices: ReadonlySignal<Choices>): () => void {
  let [playback, speaker]: [Playback | undefined, string] = [undefined, ""];
  const look = () => {
    const { speakerId = "" } = choices.peek();
    const isNew = call.playback !== playback && speakerId !== "";
    if (isNew || speakerId !== speaker) void call.playback?.useSpeaker(speakerId).catch(() => undefined); // it is gone
    [playback, speaker] = [call.playback, speakerId];
  };
  const stops = [
    observe(call, look),
    effect(() => {
      choices.value;
      look();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
