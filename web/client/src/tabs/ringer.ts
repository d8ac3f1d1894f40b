import type { RingShownFragment } from "../api/generated.ts";
import type { Live } from "../api/hub.ts";
import type { CallView } from "../call/current_call.ts";
import { play, RINGBACK, ringTone, type Tone } from "../media/tones.ts";
import { type Observable, observe } from "../observable.ts";

interface Rings {
  readonly incomingRings: { readonly ringTone: string; readonly rings: readonly RingShownFragment[] };
}

/** What is to be heard now: one's own call rings at the other end, or somebody calls and this is the tab that rings. */
export function toneNow(call: Pick<CallView, "phase">, rings: Rings | undefined, rightTab: boolean): Tone | null {
  if (call.phase.at === "calling") return RINGBACK;
  return rightTab && rings?.incomingRings.rings.length ? ringTone(rings.incomingRings.ringTone) : null;
}

/** Plays ring tones, until the returned function is called. */
export function ringer(
  call: Observable<CallView>,
  rings: Observable<Live<Rings>>,
  rightTab: Observable<boolean>,
  sound: () => AudioContext,
): () => void {
  let playing: Tone | null = null;
  let stop = () => {};
  const look = () => {
    const tone = toneNow(call.getSnapshot(), rings.getSnapshot().data, rightTab.getSnapshot());
    if (tone === playing) return;
    stop();
    playing = tone;
    stop = tone ? play(tone, sound()) : () => {};
  };
  const undo = [call, rings, rightTab].map((each: Observable<unknown>) => observe(each, look));
  return () => {
    for (const each of undo) each();
    stop();
  };
}
