/** Something that happened on this device. */
export interface JournalEntry {
  /** By this device's clock, ISO 8601. */
  readonly at: string;
  readonly what: string;
  readonly details?: unknown;
}

const KEEPS = 200; // entries

/** What happened lately in this tab, for whoever is asked what went wrong: no names, and nothing that was said. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The last ones, the oldest first. */
  get entries(): readonly JournalEntry[] {
    return [...this.#entries];
  }

  note(what: string, details?: unknown): void {
    const at = new Date(this.#now()).toISOString();
    this.#entries.push({ at, what, ...(details === undefined ? {} : { details }) });
    if (this.#entries.length > KEEPS) this.#entries.shift();
  }
}
