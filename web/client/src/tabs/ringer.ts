import type { RingShownFragment } from "../api/generated.ts";
import type { CallView } from "../call/current_call.ts";
import { play, RINGBACK, ringTone, type Tone } from "../media/tones.ts";
import { type Observable, observe } from "../observable.ts";
import { OneTab, type Wish } from "./one_tab.ts";

interface Ringing {
  readonly call: Observable<Pick<CallView, "phase">>;
  readonly rings: Observable<readonly RingShownFragment[]>;
  /** The name of the person's ring tone. */
  readonly toneName: () => string;
  /** Whether browsers let this tab be heard. */
  readonly used: Observable<boolean>;
}

type At = CallView["phase"]["at"];
const BUSY: ReadonlySet<At> = new Set(["entering", "connecting", "connected", "reconnecting"]);

/** What is to be heard now: one's own call rings at the other end, or somebody calls and this is the tab that rings. */
export function toneNow(at: At, toneName: string, rings: boolean): Tone | null {
  if (at === "calling") return RINGBACK;
  return rings && !BUSY.has(at) ? ringTone(toneName) : null;
}

/** Which tab plays the ring tone: one of those in which the person has clicked. Two people's tabs ring apart. */
export function ringWish([ring]: readonly RingShownFragment[], used: boolean): Wish | null {
  return ring && used ? { name: `ringlog.rings.${ring.callee.id}`, turn: "inLine" } : null;
}

/** Plays ring tones, until the returned function is called. */
export function ringer({ call, rings, toneName, used }: Ringing, sound: () => AudioContext): () => void {
  const rightTab = new OneTab();
  let playing: Tone | null = null;
  let stop = () => {};
  const look = () => {
    const tone = toneNow(call.getSnapshot().phase.at, toneName(), rightTab.getSnapshot());
    if (tone === playing) return;
    stop();
    playing = tone;
    stop = tone ? play(tone, sound()) : () => {};
  };
  const wish = () => rightTab.wish(ringWish(rings.getSnapshot(), used.getSnapshot()));
  const undo = [observe(rightTab, look), observe(call, look), observe(rings, wish), observe(used, wish)];
  return () => {
    for (const each of undo) each();
    rightTab.wish(null);
    stop();
  };
}
