import { Api } from "./api/api.ts";
import type { ServerClock } from "./api/clock.ts";
import type { RingShownFragment } from "./api/generated.ts";
import type { Server } from "./api/requests.ts";
import { CurrentCall } from "./call/current_call.ts";
import { type CallStatistics, LastCallStatistics } from "./call/statistics.ts";
import { levelOf } from "./media/levels.ts";
import { play, playOn, ringTone } from "./media/tones.ts";
import type { Observable } from "./observable.ts";
import { IncomingCalls } from "./ringing/incoming_calls.ts";
import { Support } from "./support/support.ts";
import { DesktopNotifications, type Notice, showNotice } from "./tabs/desktop_notifications.ts";
import { tabDeviceId } from "./tabs/device_id.ts";
import { notifier } from "./tabs/notifier.ts";
import { pageIsHidden, pageIsUsed } from "./tabs/page_state.ts";
import { ringer } from "./tabs/ringer.ts";

export interface RinglogOptions extends Server {
  /** Whether ring tones are played; true if left out. */
  readonly ringTones?: boolean;
  /** What a desktop notification of an incoming call says; without it, there are none. */
  readonly notice?: (ring: RingShownFragment) => Notice;
}

/** Ringlog in one tab of a browser, for one person. */
export class Ringlog {
  readonly api: Api;
  readonly call: CurrentCall;
  /** The calls that come in. */
  readonly incoming: IncomingCalls;
  /** Whether these are shown by the desktop, too. */
  readonly notifications = new DesktopNotifications();
  /** What to tell whoever is asked why a call went wrong. */
  readonly support: Support;
  readonly #deviceId = tabDeviceId();
  readonly #statistics: LastCallStatistics;
  readonly #stops: (() => void)[] = [];
  #context: AudioContext | undefined;

  constructor(options: RinglogOptions) {
    this.api = new Api(options);
    this.call = new CurrentCall(this.api, () => this.#deviceId);
    this.#statistics = new LastCallStatistics(this.call);
    this.support = new Support(this.api.hub, this.call, () => this.statistics());
    const told = this.api.rings();
    this.incoming = new IncomingCalls(this.api, this.call, told, this.clock);
    const { ringing: rings } = this.incoming;
    const toneName = () => told.getSnapshot().data?.incomingRings.ringTone ?? "";
    if (options.ringTones !== false)
      this.#stops.push(ringer({ call: this.call, rings, toneName, used: pageIsUsed() }, () => this.#sound()));
    const { notice } = options;
    if (notice) this.#stops.push(this.#notify(notice));
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

  /** Plays a ring tone of RING_TONES, to be chosen by, or to try out a loudspeaker; until the returned function is called. */
  tryTone(name: string, speakerId = ""): () => void {
    const [tone, context] = [ringTone(name), this.#sound()];
    return speakerId ? playOn(speakerId, tone, context) : play(tone, context);
  }

  /** Leaves, and lets go of the server. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.incoming.close();
    this.notifications.close();
    const left = this.call.leave().catch(() => undefined); // this device is out, whether or not the server can be told
    this.#statistics.close();
    this.support.close();
    this.api.hub.close();
    await this.#context?.close();
    await left;
  }

  #notify(notice: (ring: RingShownFragment) => Notice): () => void {
    const wanted = {
      getSnapshot: () => this.notifications.getSnapshot() === "on",
      subscribe: this.notifications.subscribe,
    };
    const show = (ring: RingShownFragment) => showNotice(ring, notice(ring));
    return notifier({ rings: this.incoming.ringing, hidden: pageIsHidden(), wanted, show });
  }

  #sound(): AudioContext {
    this.#context ??= new AudioContext();
    void this.#context.resume();
    return this.#context;
  }
}
