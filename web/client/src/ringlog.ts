import { Api } from "./api/api.ts";
import type { ServerClock } from "./api/clock.ts";
import type { Server } from "./api/requests.ts";
import { CurrentCall } from "./call/current_call.ts";
import { type CallStatistics, LastCallStatistics } from "./call/statistics.ts";
import { levelOf } from "./media/levels.ts";
import { play, ringTone } from "./media/tones.ts";
import type { Observable } from "./observable.ts";
import { tabDeviceId } from "./tabs/device_id.ts";
import { ringer } from "./tabs/ringer.ts";
import { ringingTab } from "./tabs/ringing_tab.ts";

export interface RinglogOptions extends Server {
  /** Whether ring tones are played; true if left out. */
  readonly ringTones?: boolean;
}

/** Ringlog in one tab of a browser, for one person. */
export class Ringlog {
  readonly api: Api;
  readonly call: CurrentCall;
  readonly #deviceId = tabDeviceId();
  readonly #statistics: LastCallStatistics;
  readonly #stop: () => void;
  #context: AudioContext | undefined;

  constructor(options: RinglogOptions) {
    this.api = new Api(options);
    this.call = new CurrentCall(this.api, () => this.#deviceId);
    this.#statistics = new LastCallStatistics(this.call);
    const rings = this.api.rings();
    this.#stop = options.ringTones === false ? () => {} : ringer(this.call, rings, ringingTab(), () => this.#sound());
  }

  /** What this tab calls itself, as sessions name it. */
  get deviceId(): Promise<string> {
    return this.#deviceId;
  }

  /** The server's clock, by which `expiresAt`, `endsAt` and the like count down. */
  get clock(): ServerClock {
    return this.api.hub.clock;
  }

  /** A meter of a track's loudness, from 0 to 1, for one's own microphone or what is received. */
  level(track: MediaStreamTrack): Observable<number> {
    return levelOf(track, this.#sound());
  }

  /** What is known here of the media of the call that this tab is in, or was in last; null if it was in none. */
  statistics(): Promise<CallStatistics | null> {
    return this.#statistics.read();
  }

  /** Plays a ring tone of RING_TONES, to be chosen by; until the returned function is called. */
  tryTone(name: string): () => void {
    return play(ringTone(name), this.#sound());
  }

  /** Leaves, and lets go of the server. */
  async close(): Promise<void> {
    this.#stop();
    await this.call.leave();
    this.#statistics.close();
    this.api.hub.close();
    await this.#context?.close();
  }

  #sound(): AudioContext {
    this.#context ??= new AudioContext();
    void this.#context.resume();
    return this.#context;
  }
}
