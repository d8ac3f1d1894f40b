import { type Input, openInput, openScreen } from "../media/devices.ts";
import type { OwnTracks } from "../media/own_tracks.ts";
import { type Observable, Store } from "../observable.ts";

/** What this device can send. A preview is `new MediaStream([camera])`. */
export interface Own {
  readonly microphone: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly screenSound: MediaStreamTrack | null;
}

/** A device that was pulled out while it was in use, and whether another took its place. */
export interface LostInput {
  readonly input: Input;
  readonly replaced: boolean;
}

const NOTHING: Own = { microphone: null, camera: null, screen: null, screenSound: null };

/** This device's microphone, camera and screen, while they are open. */
export class OwnMedia implements Observable<Own> {
  readonly #store = new Store(NOTHING);
  readonly #lostInput = new Store<LostInput | null>(null);
  #hadCamera = false;
  /** Whether the microphone sends sound rather than silence. */
  #live = true;

  getSnapshot = this.#store.getSnapshot;
  subscribe = this.#store.subscribe;

  /** The last one. */
  get lost(): Observable<LostInput | null> {
    return this.#lostInput;
  }

  /** Opens this microphone or camera, in the place of the one that is open. Raises DeviceProblem; then nothing has changed. */
  async open(input: Input, deviceId?: string): Promise<void> {
    const track = await openInput(input, deviceId);
    track.addEventListener("ended", () => this.#lost(input, track));
    this.#put({ [input]: track });
  }

  /** Asks the person for a screen. Raises DeviceProblem. */
  async openScreen(ended: () => void): Promise<void> {
    const { picture, sound } = await openScreen();
    picture.addEventListener("ended", ended);
    this.#put({ screen: picture, screenSound: sound });
  }

  close(...which: (keyof Own)[]): void {
    this.#put(Object.fromEntries(which.map((each) => [each, null])));
  }

  closeAll(): void {
    this.close("microphone", "camera", "screen", "screenSound");
    this.#hadCamera = false;
  }

  /** Sends sound, or silence: the device stays open, so that it is back at once. */
  enableMicrophone(on: boolean): void {
    this.#live = on;
    const { microphone } = this.#store.getSnapshot();
    if (microphone) microphone.enabled = on;
  }

  /** As a connection takes it. */
  tracks(): OwnTracks {
    const { microphone, camera, screen, screenSound } = this.#store.getSnapshot();
    return {
      MICROPHONE: microphone,
      ...(this.#hadCamera ? { CAMERA: camera } : {}),
      ...(screen ? { SCREEN: screen } : {}),
      ...(screenSound ? { SCREEN_AUDIO: screenSound } : {}),
    };
  }

  #put(changes: Partial<Own>): void {
    const before = this.#store.getSnapshot();
    const now = { ...before, ...changes };
    if (now.microphone) now.microphone.enabled = this.#live;
    this.#hadCamera ||= now.camera !== null;
    this.#store.set(now);
    for (const each of Object.keys(changes) as (keyof Own)[]) if (before[each] !== now[each]) before[each]?.stop();
  }

  /** A device was pulled out: another microphone takes its place, and a camera is off. */
  #lost(input: Input, track: MediaStreamTrack): void {
    if (this.#store.getSnapshot()[input] !== track) return;
    this.close(input);
    const told = (replaced: boolean) => this.#lostInput.set({ input, replaced });
    if (input === "camera") told(false);
    else
      this.open(input).then(
        () => told(true),
        () => told(false),
      );
  }
}
