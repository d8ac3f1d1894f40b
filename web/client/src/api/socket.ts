const OPENS_WITHIN = 5_000; // ms

/** A WebSocket that gives up when nothing answers; a browser's own waits for minutes. */
export function impatient(socket: typeof WebSocket, within: number = OPENS_WITHIN): typeof WebSocket {
  return class extends socket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given);
      const timer = setTimeout(() => this.close(), within);
      for (const over of ["open", "close"]) this.addEventListener(over, () => clearTimeout(timer));
    }
  };
}
