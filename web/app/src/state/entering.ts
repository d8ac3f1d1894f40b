import { type ReadonlySignal, signal } from "@preact/signals";
import type { Entered, Entry, EntryOptions, Outcome, Ringlog, RoomKind } from "@ringlog/client";
import { DeviceProblem, RequestFailed } from "@ringlog/client";
import { type Choices, keepChoices, keptChoices } from "./choices.ts";
import { isInCall } from "./in_call.ts";
import type { Place } from "./place.ts";
import type { Rooms } from "./rooms.ts";

/** A call that somebody wants to be in. */
export interface Wanted {
  readonly entry: Entry;
  readonly room: { readonly id: string; readonly name: string; readonly kind: RoomKind };
  /** The call, where it is known; null for one that is started. */
  readonly callId: string | null;
  /** Whether it is entered with a camera, if nobody is asked before; as before if left out. */
  readonly camera?: boolean;
}

/** What somebody is asked before they are in it. */
export type Question =
  | { readonly asks: "preflight"; readonly wanted: Wanted; readonly leaveOthers: boolean }
  | { readonly asks: "switch"; readonly wanted: Wanted; readonly from: string | null; readonly go: () => void };

interface Says {
  go(place: Place): void;
  say(sentence: string, isProblem?: boolean): void;
  attempt<T>(action: () => Promise<Outcome<T>>): Promise<T | undefined>;
}

/** The way into calls: it asks what has to be asked, remembers what was chosen, and enters. */
export class Entering {
  readonly #question = signal<Question | null>(null);
  readonly #choices = signal(keptChoices());
  readonly #ringlog: Ringlog;
  readonly #rooms: Rooms;
  readonly #app: Says;
  #closed = false;

  constructor(ringlog: Ringlog, rooms: Rooms, app: Says) {
    this.#ringlog = ringlog;
    this.#rooms = rooms;
    this.#app = app;
  }

  get question(): ReadonlySignal<Question | null> {
    return this.#question;
  }

  get choices(): ReadonlySignal<Choices> {
    return this.#choices;
  }

  choose(changes: Partial<Choices>): void {
    this.#choices.value = { ...this.#choices.value, ...changes };
    keepChoices(this.#choices.value);
  }

  /** Begins to enter a call, and asks before; atOnce: only whether to leave another call. */
  begin(wanted: Wanted, atOnce = this.#choices.value.atOnce ?? false): void {
    const [other] = this.#rooms.own.value?.sessions.filter(({ call }) => call.id !== wanted.callId) ?? [];
    if (other) this.#askToSwitch(wanted, other.call.title, () => this.#prepare(wanted, true, atOnce));
    else this.#prepare(wanted, false, atOnce);
  }

  /** Enters a call again without the preflight, with devices as they were. */
  again(wanted: Wanted, microphone: boolean): Promise<void> {
    return this.#enterAtOnce(wanted, false, microphone);
  }

  /** Enters with what was chosen. */
  async enter(wanted: Wanted, options: EntryOptions): Promise<Entered | undefined> {
    this.#question.value = null;
    const entered = await this.#app.attempt<Entered | undefined>(async () => {
      const outcome = await this.#entered(wanted.entry, options);
      if (outcome?.refused?.code !== "ALREADY_IN_ANOTHER_CALL") return outcome ?? { done: undefined };
      this.#askToSwitch(wanted, null, () => void this.enter(wanted, { ...options, leaveOthers: true }));
      return { done: undefined };
    });
    if (entered && "accept" in wanted.entry) this.#app.go({ at: "room", roomId: wanted.room.id });
    return entered;
  }

  /** Goes on after a question. */
  proceed(go: () => void): void {
    this.#question.value = null;
    go();
  }

  /** Doesn't enter after all, and closes what was opened to be tried out. */
  cancel(): void {
    this.#question.value = null;
    if (!this.#isIn) void this.#ringlog.call.leave();
  }

  /** Enters nothing any more, whatever was begun. */
  close(): void {
    this.#closed = true;
  }

  get #isIn(): boolean {
    return isInCall(this.#ringlog.call.getSnapshot());
  }

  #askToSwitch(wanted: Wanted, from: string | null, go: () => void): void {
    this.#question.value = { asks: "switch", wanted, from, go };
  }

  #prepare(wanted: Wanted, leaveOthers: boolean, atOnce: boolean): void {
    const { microphone, camera } = this.#ringlog.call.getSnapshot();
    if (this.#isIn)
      void this.enter(wanted, { microphone, camera: wanted.camera ?? camera, leaveOthers }); // the devices are as they were
    else if (atOnce) void this.#enterAtOnce(wanted, leaveOthers);
    else this.#question.value = { asks: "preflight", wanted, leaveOthers };
  }

  async #enterAtOnce(
    wanted: Wanted,
    leaveOthers: boolean,
    on = this.#choices.value.microphone?.[wanted.room.kind],
  ): Promise<void> {
    const { microphoneId, cameraId } = this.#choices.value;
    const heard = await this.#open("microphone", microphoneId);
    const chosen = heard ? (on === undefined ? {} : { microphone: on }) : { microphone: false };
    const camera = wanted.camera === true && (await this.#open("camera", cameraId));
    if (!this.#closed) await this.enter(wanted, { ...chosen, camera, leaveOthers });
    if (!this.#isIn && this.#question.value === null) this.#ringlog.call.own.close("microphone", "camera");
  }

  /** Whether the device is open. If not, it says why. */
  async #open(input: "microphone" | "camera", deviceId: string | undefined): Promise<boolean> {
    const { call } = this.#ringlog;
    try {
      await (input === "microphone" ? call.useMicrophone(deviceId) : call.useCamera(deviceId));
      return true;
    } catch (problem) {
      if (!(problem instanceof DeviceProblem)) throw problem;
      this.#app.say(problem.message, true);
      return false;
    }
  }

  /** Undefined if the person has hung up meanwhile. */
  async #entered(entry: Entry, options: EntryOptions): Promise<Outcome<Entered> | undefined> {
    try {
      const { call, incoming } = this.#ringlog;
      return await ("accept" in entry ? incoming.accept(entry.accept, options) : call.enter(entry, options));
    } catch (problem) {
      if (problem instanceof RequestFailed && problem.code === "LEFT") return undefined;
      throw problem;
    }
  }
}
