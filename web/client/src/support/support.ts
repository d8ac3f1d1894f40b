import type { Hub } from "../api/hub.ts";
import type { CurrentCall } from "../call/current_call.ts";
import type { CallStatistics } from "../call/statistics.ts";
import { observe } from "../observable.ts";
import { Journal } from "./journal.ts";
import { browser, callReported, type DebugReport } from "./report.ts";

/** Keeps what helps to find out why a call went wrong. */
export class Support {
  readonly journal = new Journal();
  readonly #hub: Hub;
  readonly #call: CurrentCall;
  readonly #statistics: () => Promise<CallStatistics | null>;
  readonly #undo: readonly (() => void)[];

  /** statistics: of the call that this tab is in, or was in last. */
  constructor(hub: Hub, call: CurrentCall, statistics: () => Promise<CallStatistics | null>) {
    this.#hub = hub;
    this.#call = call;
    this.#statistics = statistics;
    this.#undo = [this.#followCall(), this.#followConnection(), this.#followErrors()];
  }

  /** program: what asks for it, and its version. */
  async report(program: string): Promise<DebugReport> {
    return {
      program,
      at: new Date().toISOString(),
      serverAheadMs: Math.round(this.#hub.clock.now() - Date.now()),
      browser: await browser(),
      connection: this.#hub.status.getSnapshot(),
      call: callReported(this.#call.getSnapshot(), this.#call.own.getSnapshot()),
      statistics: await this.#statistics(),
      journal: this.journal.entries,
    };
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #followCall(): () => void {
    let before: unknown;
    return observe(this.#call, ({ phase, callId, sessionId }) => {
      if (phase === before) return;
      before = phase;
      const { at, ...more } = phase;
      const why = "reason" in more ? more.reason : "why" in more ? more.why : undefined;
      this.journal.note(`call ${at}`, { callId, sessionId, ...(why === undefined ? {} : { why }) });
    });
  }

  #followConnection(): () => void {
    return observe(this.#hub.status, (status) => this.journal.note(`server ${status.state}`, status.closed));
  }

  /** What nobody has caught, of the page that this is in. */
  #followErrors(): () => void {
    const failed = ({ message }: ErrorEvent) => this.journal.note("error", message);
    const rejected = ({ reason }: PromiseRejectionEvent) => this.journal.note("rejection", `${reason}`);
    addEventListener("error", failed);
    addEventListener("unhandledrejection", rejected);
    return () => {
      removeEventListener("error", failed);
      removeEventListener("unhandledrejection", rejected);
    };
  }
}
