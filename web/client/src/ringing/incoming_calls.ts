import type { Api } from "../api/api.ts";
import type { ServerClock } from "../api/clock.ts";
import type { RingQuietReason, RingShownFragment, WatchRingsSubscription } from "../api/generated.ts";
import type { Live } from "../api/hub.ts";
import type { Outcome } from "../api/requests.ts";
import type { CurrentCall } from "../call/current_call.ts";
import type { EntryOptions } from "../call/entering.ts";
import { type Observable, observe, Store } from "../observable.ts";
import { type IncomingCall, incomingAfter, ringing, type ToldRings } from "./incoming.ts";

const WHY_IS_SHOWN_FOR = 6_000; // ms
const NOTHING: ToldRings = { rings: [], quietRings: [] };

type Told = Observable<Live<WatchRingsSubscription>>;

/**
 * The calls that come in for the person: those that ring, and for a few seconds those that went quiet by other means than by this
 * tab, with the reason. What is answered here is gone at once, and rings again if that is refused.
 */
export class IncomingCalls implements Observable<readonly IncomingCall[]> {
  readonly #api: Pick<Api, "declineRing" | "dismissRing">;
  readonly #call: Pick<CurrentCall, "enter">;
  readonly #rings: Told;
  readonly #clock: ServerClock;
  readonly #settled = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #store = new Store<readonly IncomingCall[]>([]);
  readonly #ringing = new Store<readonly RingShownFragment[]>([]);
  readonly #stop: () => void;

  getSnapshot = this.#store.getSnapshot;
  subscribe = this.#store.subscribe;

  constructor(
    api: Pick<Api, "declineRing" | "dismissRing">,
    call: Pick<CurrentCall, "enter">,
    rings: Told,
    clock: ServerClock,
  ) {
    this.#api = api;
    this.#call = call;
    this.#rings = rings;
    this.#clock = clock;
    this.#stop = observe(rings, () => this.#look());
  }

  /** Those that ring now, for tones and notifications. */
  get ringing(): Observable<readonly RingShownFragment[]> {
    return this.#ringing;
  }

  /** Joins the call, as `CurrentCall.enter` does. */
  accept = (ringId: string, options: EntryOptions = {}) =>
    this.#settle(ringId, () => this.#call.enter({ accept: ringId }, options));
  /** The caller is told. */
  decline = (ringId: string) => this.#settle(ringId, () => this.#api.declineRing({ ringId }));
  /** All devices of the person are quiet, and the caller learns nothing. */
  dismiss = (ringId: string) => this.#settle(ringId, () => this.#api.dismissRing({ ringId }));

  /** Shows no longer why it went quiet. */
  putAway(ringId: string): void {
    this.#show(this.getSnapshot().filter(({ ring, quiet }) => ring.id !== ringId || quiet === null));
  }

  close(): void {
    this.#stop();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#show([]);
  }

  async #settle<T>(ringId: string, action: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.#settled.add(ringId);
    this.#look();
    let outcome: Outcome<T> | undefined;
    try {
      outcome = await action();
      return outcome;
    } finally {
      if (!outcome?.done) {
        this.#settled.delete(ringId);
        this.#look();
      }
    }
  }

  #look(): void {
    const told = this.#rings.getSnapshot().data?.incomingRings ?? NOTHING;
    const calls = incomingAfter(this.getSnapshot(), told, this.#settled, this.#clock.now());
    for (const { ring, quiet } of calls) this.#time(ring, quiet);
    this.#show(calls);
  }

  #show(calls: readonly IncomingCall[]): void {
    this.#store.set(calls);
    const [before, now] = [this.#ringing.getSnapshot(), ringing(calls)];
    if (now.length !== before.length || now.some((ring, at) => ring !== before[at])) this.#ringing.set(now);
  }

  /** Until it runs out, also while the server can't be reached; then for as long as the reason is shown. */
  #time({ id, expiresAt }: RingShownFragment, quiet: RingQuietReason | null): void {
    const shown = this.getSnapshot().find(({ ring }) => ring.id === id);
    if (shown && shown.quiet === quiet) return;
    clearTimeout(this.#timers.get(id));
    const over = () => (quiet === null ? this.#look() : this.putAway(id));
    this.#timers.set(id, setTimeout(over, quiet === null ? this.#clock.until(expiresAt) + 1 : WHY_IS_SHOWN_FOR));
  }
}
