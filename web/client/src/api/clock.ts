/** The server's clock, by which deadlines are shown: a computer's own may be minutes off. */
export class ServerClock {
  #ahead = 0; // ms of the server's clock
  #uncertainty = Number.POSITIVE_INFINITY; // ms

  readonly #local: () => number;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** The server said that it was `time`, in answer to what was asked at `asked` and answered by now; both local, in ms. */
  learn(time: string, asked: number): void {
    const answered = this.#local();
    const uncertainty = (answered - asked) / 2;
    const said = Date.parse(time);
    if (Number.isNaN(said) || uncertainty > this.#uncertainty) return;
    this.#ahead = said - (asked + answered) / 2;
    this.#uncertainty = uncertainty;
  }

  /** Milliseconds since 1970, as the server counts them. */
  now(): number {
    return this.#local() + this.#ahead;
  }

  /** Milliseconds until a moment that the server named; never negative. */
  until(time: string): number {
    return Math.max(0, Date.parse(time) - this.now());
  }
}
