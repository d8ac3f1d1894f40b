import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { AskPresenceQuery } from "@ringlog/client";

type Answer = AskPresenceQuery["nodes"][number];
export type Presence = NonNullable<Extract<Answer, { conferenceLog: unknown }>["conferenceLog"]>;

const GATHERS = 100; // ms: what is scrolled past isn't asked for
const AT_ONCE = 50; // calls

/** Who was in which ended call, and when. It is asked for while somebody looks at the call, and then known for good. */
export class Presences {
  readonly #known = new Map<string, Signal<Presence | undefined>>();
  readonly #wanted = new Set<string>();
  readonly #ask: (callIds: string[]) => Promise<readonly Answer[]>;
  #gathers = false;

  constructor(ask: (callIds: string[]) => Promise<readonly Answer[]>) {
    this.#ask = ask;
  }

  /** undefined until it is known. */
  of(callId: string): ReadonlySignal<Presence | undefined> {
    return this.#of(callId);
  }

  /** Has it asked for, unless the returned function is called before. */
  want(callId: string): () => void {
    if (this.#of(callId).value === undefined) {
      this.#wanted.add(callId);
      this.#gather();
    }
    return () => void this.#wanted.delete(callId);
  }

  #of(callId: string): Signal<Presence | undefined> {
    const known = this.#known.get(callId) ?? signal<Presence | undefined>(undefined);
    this.#known.set(callId, known);
    return known;
  }

  #gather(): void {
    if (this.#gathers) return;
    this.#gathers = true;
    setTimeout(() => {
      this.#gathers = false;
      void this.#askForWanted();
    }, GATHERS);
  }

  async #askForWanted(): Promise<void> {
    const callIds = [...this.#wanted].slice(0, AT_ONCE);
    if (callIds.length === 0) return;
    for (const each of callIds) this.#wanted.delete(each);
    if (this.#wanted.size > 0) this.#gather();
    const found = await this.#ask(callIds).catch(() => []); // without them, a mark has no rings until it is looked at again
    for (const each of found)
      if (each && "conferenceLog" in each && each.conferenceLog) this.#of(each.id).value = each.conferenceLog;
  }
}
