import type { Api } from "../api/api.ts";
import { RequestFailed } from "../api/errors.ts";
import { type CallShownFragment, LeaveCallDocument } from "../api/generated.ts";
import type { Outcome } from "../api/requests.ts";
import { MediaConnection } from "../media/connection.ts";
import { DeviceProblem } from "../media/devices.ts";
import { Playback } from "../media/playback.ts";
import { type Picture, type Received, wantedOf } from "../media/sections.ts";
import { type Observable, observe, Store } from "../observable.ts";
import { actionsIn } from "./actions.ts";
import { type Entered, type Entry, type EntryOptions, enter } from "./entering.ts";
import { exitOf } from "./exit.ts";
import {
  type CallEvent,
  type CallState,
  CONNECTS_WITHIN,
  type Failure,
  IDLE,
  isIn,
  isMissing,
  next,
  ownSession,
} from "./machine.ts";
import { OwnMedia } from "./own_media.ts";
import type { CallView } from "./view.ts";

export type { CallView };

type Session = CallShownFragment["sessions"][number];

const NOBODY: ReadonlySet<string> = new Set();
const NOTHING: readonly Received[] = [];
const INPUTS = ["microphone", "camera"] as const;
const LEFT = "This device has left before it was in the call.";
const SHOWN_WITHIN = 2_000; // ms from a mutation's answer to the state that shows it

/** The call that this tab is in: there is one at a time, and entering another leaves it. */
export class CurrentCall implements Observable<CallView> {
  /** What this device can send: for a preview, and for a meter of one's own microphone. */
  readonly own = new OwnMedia();
  readonly actions: ReturnType<typeof actionsIn>;

  readonly #api: Api;
  readonly #deviceId: () => Promise<string>;
  #state: CallState = IDLE;
  #speaking = NOBODY;
  #media: MediaConnection | undefined;
  #playback: Playback | undefined;
  #wanted = "";
  #shown: readonly Picture[] | null = null; // which pictures the person sees; null for any
  #leaves = 0; // how often the person has hung up
  #microphone: boolean | undefined; // what the person wants, until the call shows it
  #camera: string | undefined; // which was chosen, to be taken again once it is turned on again
  #sharesSince: string | undefined; // the screen share of this device, once the call has shown it
  #undo: (() => void)[] = [];
  readonly #view = new Store<CallView>(this.#made());

  getSnapshot = this.#view.getSnapshot;
  subscribe = this.#view.subscribe;

  /** deviceId: what this tab calls itself. */
  constructor(api: Api, deviceId: () => Promise<string>) {
    this.#api = api;
    this.#deviceId = deviceId;
    this.actions = actionsIn(api, () => this.#ids().callId);
    this.own.subscribe(() => this.#show());
    this.own.lost.subscribe(() => void this.#followLost());
  }

  /** Plays the others; undefined while not in a call. */
  get playback(): Playback | undefined {
    return this.#playback;
  }

  /** The connection that carries media now, for statistics. */
  get peer(): RTCPeerConnection | undefined {
    return this.#media?.peer;
  }

  // Coming and going

  /** Opens microphone, and camera if wanted, to be tried out before a call. Raises DeviceProblem. */
  async preflight(camera = false): Promise<void> {
    this.#dispatch({ is: "preflight" });
    await this.own.open("microphone");
    if (camera) await this.own.open("camera");
  }

  /**
   * Enters a call; without a microphone if there is none. What it opened is closed again if it comes to nothing. Raises
   * DeviceProblem, RequestFailed: with the code `LEFT` if the person hangs up meanwhile.
   */
  async enter(entry: Entry, options: EntryOptions = {}): Promise<Outcome<Entered>> {
    if (!isIn(this.#state)) this.#dispatch({ is: "entering" });
    const [leaves, open] = [this.#leaves, this.own.getSnapshot()];
    const failed = (why: Failure) => {
      if (leaves === this.#leaves) this.#dispatch({ is: "refused", why });
      this.own.close(...INPUTS.filter((input) => open[input] === null));
    };
    try {
      await this.#openDevices(options);
      const deviceId = await this.#deviceId();
      if (leaves !== this.#leaves) throw new RequestFailed("LEFT", LEFT);
      const outcome = await enter(this.#api, entry, options, deviceId);
      if (outcome.refused) failed(outcome.refused);
      else if (leaves === this.#leaves) this.#entered(outcome.done, options);
      else {
        await this.#api.leaveCall(outcome.done);
        throw new RequestFailed("LEFT", LEFT);
      }
      return outcome;
    } catch (problem) {
      if (problem instanceof RequestFailed || problem instanceof DeviceProblem) failed(problem);
      throw problem;
    }
  }

  /** Hangs up, also while it is being entered, or ends a preflight. Whatever the network does, this device is out. */
  async leave(): Promise<void> {
    const leaving = this.#leaving();
    this.#leaves++;
    this.#dispatch({ is: "left" });
    this.own.closeAll();
    if (leaving) await this.#api.leaveCall(leaving);
  }

  // One's own devices

  /** Raises DeviceProblem. */
  async setMicrophone(on: boolean): Promise<Outcome<unknown>> {
    const ids = this.#ids();
    if (on && !this.own.getSnapshot().microphone) await this.useMicrophone();
    this.#microphone = on;
    this.#show();
    try {
      const outcome = await this.#api.setMicrophone({ ...ids, on });
      setTimeout(() => this.#microphoneShown(on), outcome.done ? SHOWN_WITHIN : 0);
      return outcome;
    } catch (problem) {
      this.#microphoneShown(on);
      throw problem;
    }
  }

  /** Raises DeviceProblem. */
  async setCamera(on: boolean): Promise<Outcome<unknown>> {
    const ids = this.#ids();
    if (on) await this.useCamera(this.#camera);
    else this.own.close("camera");
    await this.#send();
    return this.#api.setCamera({ ...ids, on });
  }

  /** Takes another microphone, or the browser's choice, without anybody noticing. Raises DeviceProblem. */
  async useMicrophone(deviceId?: string): Promise<void> {
    await this.own.open("microphone", deviceId);
    await this.#send();
  }

  /** Likewise a camera. */
  async useCamera(deviceId?: string): Promise<void> {
    await this.own.open("camera", deviceId);
    this.#camera = deviceId;
    await this.#send();
  }

  /** Asks the person for a screen and shows it to all. To be called by a click's handler. Raises DeviceProblem. */
  async shareScreen(): Promise<Outcome<unknown>> {
    const ids = this.#ids();
    await this.own.openScreen(() => void this.stopSharing());
    let outcome: Outcome<unknown> | undefined;
    try {
      outcome = await this.#api.startScreenShare(ids);
      return outcome;
    } finally {
      if (!outcome?.done) this.own.close("screen", "screenSound");
      await this.#send();
    }
  }

  async stopSharing(): Promise<void> {
    if (!this.own.getSnapshot().screen) return;
    this.own.close("screen", "screenSound");
    await this.#send();
    await this.#api.stopScreenShare({ callId: this.#ids().callId });
  }

  /**
   * Receives these pictures and no others, at most MOST_PICTURES of them, the most important first; null for as many as there may
   * be, screens first. For a page of a grid, or a speaker alone. Everybody is heard in any case.
   */
  show(pictures: readonly Picture[] | null): void {
    this.#shown = pictures;
    const { sessionId } = this.#state;
    if (sessionId !== null && isIn(this.#state)) this.#want(sessionId);
  }

  // How it follows the call

  #entered(entered: Entered, options: EntryOptions): void {
    if (isIn(this.#state) && this.#state.sessionId === entered.sessionId) return;
    this.#end();
    const { microphone } = options;
    this.#microphone = microphone;
    this.#dispatch({ is: "entered", ...entered });
    const media = new MediaConnection(
      {
        negotiate: (offer) => this.#api.negotiateMedia({ ...entered, ...offer }),
        iceServers: () => this.#api.iceServers(),
      },
      (event) => this.#dispatch({ is: "media", media: event }),
    );
    this.#media = media;
    const playback = new Playback(media.received);
    this.#playback = playback;
    const call = this.#api.call(entered.callId);
    const speaking = this.#api.speaking(entered.callId);
    const late = setTimeout(() => this.#dispatch({ is: "tick" }), CONNECTS_WITHIN);
    const told = setTimeout(() => microphone !== undefined && this.#microphoneShown(microphone), CONNECTS_WITHIN);
    const goodbye = ({ persisted }: PageTransitionEvent) => persisted || this.#goodbye();
    addEventListener("pagehide", goodbye);
    this.#undo = [
      observe(call, ({ data }) => data && this.#follow(data.call)),
      observe(speaking, ({ data }) => this.#heard(data?.speaking)),
      media.received.subscribe(() => this.#show()),
      playback.blocked.subscribe(() => this.#show()),
      () => clearTimeout(late),
      () => clearTimeout(told),
      () => removeEventListener("pagehide", goodbye),
    ];
    void this.#send();
  }

  #follow(shown: { call: CallShownFragment } | { code: string }): void {
    if (!("call" in shown)) {
      const isLate = this.#state.call === null; // what is shown comes after what was done
      if (!isLate) this.#dispatch({ is: "out", reason: "LOST_MEMBERSHIP", by: null });
      return;
    }
    const before = ownSession(this.#state);
    this.#dispatch({ is: "call", call: shown.call });
    if (before && isMissing(this.#state)) void this.#askWhy();
    const own = ownSession(this.#state);
    if (!own || !isIn(this.#state)) return;
    if (this.#microphone === !own.muted) this.#microphone = undefined;
    this.#followMedia(before, own);
    this.#followScreen(shown.call.screenShare);
    this.#show();
  }

  async #askWhy(): Promise<void> {
    const { sessionId } = this.#state;
    const missed = () => this.#state.sessionId === sessionId && isMissing(this.#state);
    const exit = await exitOf(sessionId, this.#api.exits, missed);
    if (missed()) this.#dispatch({ is: "out", reason: exit?.reason ?? "CONNECTION_LOST", by: exit?.removedBy ?? null });
  }

  #followMedia(before: Session | undefined, own: Session): void {
    this.#media?.shows(own.connectionId);
    if (!isIn(this.#state)) return;
    this.#want(own.id);
    const connected = before?.mediaState === "CONNECTED";
    if (own.mediaState === "CLOSED" && connected) this.#media?.reopen();
    else if (own.reconnectingSince !== null && before?.reconnectingSince === null) this.#media?.renegotiate();
  }

  /** What has taken a lost device's place is sent, and a camera is off. */
  async #followLost(): Promise<void> {
    await this.#send();
    const isCamera = this.own.lost.getSnapshot()?.input === "camera";
    if (isCamera && isIn(this.#state)) await this.#api.setCamera({ ...this.#ids(), on: false });
  }

  #want(own: string): void {
    const { id, ...wanted } = wantedOf(this.#state.call?.sessions ?? [], own, this.#shown);
    if (id !== this.#wanted) this.#media?.want(wanted);
    this.#wanted = id;
  }

  /** The host can stop a share. */
  #followScreen(share: CallShownFragment["screenShare"]): void {
    const own = share?.session.id === this.#state.sessionId ? share?.startedAt : undefined;
    if (this.#sharesSince !== undefined && own === undefined && this.own.getSnapshot().screen) {
      this.own.close("screen", "screenSound");
      void this.#send();
    }
    this.#sharesSince = own;
  }

  #heard(shown: { sessions: readonly { id: string }[] } | { code: string } | undefined): void {
    this.#speaking = shown && "sessions" in shown ? new Set(shown.sessions.map(({ id }) => id)) : NOBODY;
    this.#show();
  }

  #microphoneShown(wanted: boolean): void {
    if (this.#microphone !== wanted) return;
    this.#microphone = undefined;
    this.#show();
  }

  #dispatch(event: CallEvent): void {
    const before = this.#state;
    this.#state = next(before, event, Date.now());
    if (this.#state === before) return;
    if (isIn(before) && !isIn(this.#state)) this.#over();
    this.#show();
  }

  /** This device is out. If nobody but it knows so, the server is told. */
  #over(): void {
    const leaving = this.#leaving();
    this.#end();
    this.own.closeAll();
    if (this.#state.phase.at === "failed" && leaving) this.#api.requests.post(LeaveCallDocument, { input: leaving });
  }

  #end(): void {
    for (const undo of this.#undo) undo();
    this.#playback?.close();
    this.#media?.close();
    this.#undo = [];
    this.#media = this.#playback = this.#microphone = this.#sharesSince = undefined;
    this.#wanted = "";
    this.#shown = null;
    this.#speaking = NOBODY;
  }

  #goodbye(): void {
    const input = this.#leaving();
    if (input) this.#api.requests.post(LeaveCallDocument, { input });
  }

  // What it is made of

  async #openDevices({ microphone, camera }: EntryOptions): Promise<void> {
    const { microphone: open } = this.own.getSnapshot();
    try {
      if (!open) await this.own.open("microphone");
    } catch (problem) {
      if (microphone || !(problem instanceof DeviceProblem)) throw problem; // else one listens
    }
    if (camera && !this.own.getSnapshot().camera) await this.own.open("camera");
  }

  async #send(): Promise<void> {
    await this.#media?.send(this.own.tracks());
  }

  #ids(): Entered {
    const { callId, sessionId } = this.#state;
    if (callId === null || sessionId === null) throw new RequestFailed("NOT_IN_CALL", "This device is in no call.");
    return { callId, sessionId };
  }

  /** With its connection, so that whoever took the session over isn't hung up. */
  #leaving() {
    const { callId, sessionId } = this.#state;
    if (this.#media === undefined || callId === null || sessionId === null) return null;
    const { connectionId } = this.#media;
    return { callId, sessionId, ...(connectionId === undefined ? {} : { connectionId }) };
  }

  #show(): void {
    const [before, view] = [this.#view.getSnapshot(), this.#made()];
    this.own.enableMicrophone(view.microphone || this.#media === undefined); // a preflight tries it out
    const keys = Object.keys(view) as (keyof CallView)[];
    if (keys.some((key) => view[key] !== before[key])) this.#view.set(view);
  }

  #made(): CallView {
    const { phase, callId, sessionId, call } = this.#state;
    const session = ownSession(this.#state);
    const { camera, screen } = this.own.getSnapshot();
    return {
      phase,
      callId,
      sessionId,
      call,
      received: this.#media?.received.getSnapshot() ?? NOTHING,
      speaking: this.#speaking,
      microphone: this.#microphone ?? (session ? !session.muted : false),
      camera: camera !== null,
      screen: screen !== null,
      soundBlocked: this.#playback?.blocked.getSnapshot() ?? false,
    };
  }
}
