import { type MediaStatistics, StatisticsReader } from "../media/statistics.ts";
import type { Observable } from "../observable.ts";
import { isIn, type Phase } from "./machine.ts";
import type { CallView } from "./view.ts";

/** What is known on this device of one call's media: what somebody who helps with a problem asks for. */
export interface CallStatistics {
  readonly callId: string;
  /** ISO 8601, by this device's clock, as `leftAt`. */
  readonly enteredAt: string;
  /** Null while this device is in the call. */
  readonly leftAt: string | null;
  readonly phase: Phase["at"];
  /** The browser, its version and the operating system, as the browser names them. */
  readonly browser: string;
  /** The newest look; null if there was no connection to look at. */
  readonly media: MediaStatistics | null;
}

interface WatchedCall extends Observable<CallView> {
  readonly peer: Pick<RTCPeerConnection, "getStats" | "connectionState"> | undefined;
}

const EVERY = 5_000; // ms

/** Looks at the call's media every few seconds, and keeps the last look of the call that was entered last. */
export class LastCallStatistics {
  readonly #call: WatchedCall;
  readonly #stop: () => void;
  #reader = new StatisticsReader();
  #timer: ReturnType<typeof setInterval> | undefined;
  #last: CallStatistics | null = null;

  constructor(call: WatchedCall) {
    this.#call = call;
    this.#stop = call.subscribe(() => this.#follow());
  }

  /** As they are now, or were when this device left; null before the first call since the page was loaded. */
  async read(): Promise<CallStatistics | null> {
    if (this.#timer !== undefined) await this.#look();
    return this.#last;
  }

  close(): void {
    this.#stop();
    clearInterval(this.#timer);
  }

  #follow(): void {
    const view = this.#call.getSnapshot();
    const [{ callId, phase }, goesOn] = [view, isIn(view)];
    if (goesOn && callId !== null && (this.#timer === undefined || callId !== this.#last?.callId)) this.#begin(callId);
    if (this.#last === null || callId !== this.#last.callId) return;
    const left = goesOn ? null : (this.#last.leftAt ?? new Date().toISOString());
    const isUp = phase.at === "connected" && this.#last.phase !== "connected";
    this.#last = { ...this.#last, phase: phase.at, leftAt: left };
    if (!goesOn) this.#end();
    else if (isUp) void this.#look();
  }

  #begin(callId: string): void {
    this.#end();
    this.#reader = new StatisticsReader();
    const browser = globalThis.navigator?.userAgent ?? "";
    const enteredAt = new Date().toISOString();
    this.#last = { callId, enteredAt, leftAt: null, phase: "connecting", browser, media: null };
    this.#timer = setInterval(() => void this.#look(), EVERY);
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const { peer } = this.#call;
    const before = this.#last;
    if (!peer || !before) return;
    const media = await this.#reader.read(peer).catch(() => before.media); // it was closed meanwhile
    if (this.#last?.callId === before.callId) this.#last = { ...this.#last, media };
  }
}
