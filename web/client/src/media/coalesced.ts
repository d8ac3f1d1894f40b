/** Does one thing at a time: however often it is asked for meanwhile, it is done once more. */
export class Coalesced {
  #running = false;
  #again = false;

  readonly #work: () => Promise<void>;

  /** work: must not reject. */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  request(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#again) {
      this.#again = false;
      await this.#work();
    }
    this.#running = false;
  }
}
