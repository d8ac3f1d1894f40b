import { type Observable, observe, Store } from "../observable.ts";
import { isSound, type Received } from "./sections.ts";

/** Plays what is heard of the others, in elements of its own. */
export class Playback {
  readonly #elements = new Map<MediaStream, HTMLAudioElement>();
  readonly #blocked = new Store(false);
  readonly #stop: () => void;
  #speaker = "";

  constructor(received: Observable<readonly Received[]>) {
    this.#stop = observe(received, (now) => this.#follow(now));
  }

  /** Whether the browser plays nothing until the person has clicked: then call `resume` in a click's handler. */
  get blocked(): Observable<boolean> {
    return this.#blocked;
  }

  async resume(): Promise<void> {
    await Promise.all([...this.#elements.values()].map((element) => this.#play(element)));
  }

  /** Plays on this loudspeaker, where the browser lets a page choose; on the default one if the id is empty. */
  async useSpeaker(deviceId: string): Promise<void> {
    this.#speaker = deviceId;
    await Promise.all([...this.#elements.values()].map((element) => element.setSinkId?.(deviceId)));
  }

  close(): void {
    this.#stop();
    this.#follow([]);
  }

  #follow(received: readonly Received[]): void {
    const sounds = new Set(received.filter(({ kind }) => isSound(kind)).map(({ stream }) => stream));
    for (const [stream, element] of this.#elements) {
      if (sounds.has(stream)) continue;
      element.srcObject = null;
      element.remove();
      this.#elements.delete(stream);
    }
    for (const stream of sounds) if (!this.#elements.has(stream)) void this.#begin(stream);
  }

  async #begin(stream: MediaStream): Promise<void> {
    const element = document.createElement("audio");
    element.srcObject = stream;
    this.#elements.set(stream, element);
    document.body.append(element);
    if (this.#speaker) await element.setSinkId?.(this.#speaker).catch(() => undefined); // it is gone: the default one
    await this.#play(element);
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      this.#blocked.set(false);
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "NotAllowedError") this.#blocked.set(true);
    }
  }
}
