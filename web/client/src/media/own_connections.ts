/** Whether the connection that the call shows for this device's session is this client's, or another client's that took it over. */
export class OwnConnections {
  readonly #answered = new Set<string>();
  #offering = false;
  #shown: string | null = null;
  #wasShown = false;

  /** An offer is under way, until it is answered or refused: the connection that is shown may be the one that it makes. */
  offered(): void {
    this.#offering = true;
  }

  /** connectionId: the answer's; undefined if the offer was refused. */
  answered(connectionId: string | undefined): void {
    this.#offering = false;
    if (connectionId !== undefined) this.#answered.add(connectionId);
    this.shows(this.#shown);
  }

  /** The call shows this one for the session; null before the first. */
  shows(connectionId: string | null): void {
    this.#shown = connectionId;
    this.#wasShown ||= connectionId !== null && this.#answered.has(connectionId);
  }

  /** Not before one of its own was shown: what is shown comes after what was done, and may be a connection from before a reload. */
  get areTakenOver(): boolean {
    return this.#wasShown && !this.#offering && this.#shown !== null && !this.#answered.has(this.#shown);
  }
}
