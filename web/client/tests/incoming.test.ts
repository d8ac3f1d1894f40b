import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ServerClock } from "../src/api/clock.ts";
import type { RingQuietReason, RingShownFragment } from "../src/api/generated.ts";
import type { Live } from "../src/api/hub.ts";
import type { Outcome } from "../src/api/requests.ts";
import { Store } from "../src/observable.ts";
import { incomingAfter, ringing } from "../src/ringing/incoming.ts";
import { IncomingCalls } from "../src/ringing/incoming_calls.ts";
import { BEGUN, ring } from "./rings.ts";

const [ONE, TWO] = [ring("1"), ring("2")];
const NOBODY: ReadonlySet<string> = new Set();

type Told = {
  incomingRings: {
    ringTone: string;
    rings: RingShownFragment[];
    quietRings: (RingShownFragment & { quietReason: RingQuietReason | null })[];
  };
};

function told(rings: RingShownFragment[], quiet: Record<string, RingQuietReason> = {}) {
  const quietRings = Object.entries(quiet).map(([id, quietReason]) => ({ ...ring(id), quietReason }));
  return { ringTone: "chime", rings, quietRings };
}

describe("incoming calls", () => {
  it("are stacked, the newest on top, and what doesn't change stays the same objects", () => {
    const first = incomingAfter([], told([ONE]), NOBODY, BEGUN);
    const second = incomingAfter(first, told([TWO, ONE]), NOBODY, BEGUN);
    expect(second.map((call) => [call.ring.id, call.quiet])).toEqual([
      ["2", null],
      ["1", null],
    ]);
    expect(second[1]).toBe(first[0]);
    expect(incomingAfter(second, told([TWO, ONE]), NOBODY, BEGUN)).toBe(second);
  });

  it("say why they went quiet, where they stood, and not of rings that this tab never showed", () => {
    const before = incomingAfter([], told([TWO, ONE]), NOBODY, BEGUN);
    const after = incomingAfter(before, told([ONE], { "2": "CANCELLED", "0": "DECLINED" }), NOBODY, BEGUN);
    expect(after.map((call) => [call.ring.id, call.quiet])).toEqual([
      ["2", "CANCELLED"],
      ["1", null],
    ]);
    expect(ringing(after)).toEqual([ONE]);
  });

  it("run out at their own time, though the server can't be reached, and come back with the reason that it tells then", () => {
    const before = incomingAfter([], told([ONE]), NOBODY, BEGUN + 29_999);
    const expired = incomingAfter(before, told([ONE]), NOBODY, BEGUN + 30_000);
    expect(expired.map(({ quiet }) => quiet)).toEqual(["EXPIRED"]);
    expect(incomingAfter(expired, told([], { "1": "ANSWERED" }), NOBODY, BEGUN + 31_000)[0]?.quiet).toBe("ANSWERED");
    expect(incomingAfter([], told([ONE]), NOBODY, BEGUN + 30_000)).toEqual([]);
  });

  it("are gone without a word if they were answered here, or nobody may tell why", () => {
    const before = incomingAfter([], told([TWO, ONE]), NOBODY, BEGUN);
    const after = incomingAfter(before, told([TWO], { "2": "DECLINED" }), new Set(["2"]), BEGUN);
    expect(after).toEqual([]);
  });
});

describe("the calls that come in for this tab", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: BEGUN });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function opened(outcome: Promise<Outcome<never>> = new Promise(() => undefined)) {
    const rings = new Store<Live<Told>>({ data: { incomingRings: told([ONE]) }, current: true, error: undefined });
    const answered: unknown[] = [];
    const does = (what: string) => (given: unknown) => {
      answered.push([what, given]);
      return outcome;
    };
    const calls = new IncomingCalls(
      { declineRing: does("decline"), dismissRing: does("dismiss") },
      { enter: does("enter") },
      rings,
      new ServerClock(),
    );
    const tell = (incomingRings: Told["incomingRings"]) =>
      rings.set({ data: { incomingRings }, current: true, error: undefined });
    return { calls, tell, answered };
  }

  it("are quiet as soon as they are answered, before the server says so, and ring again if it won't", async () => {
    let answer: (given: Outcome<never>) => void = () => {};
    const { calls, answered } = opened(new Promise((resolve) => (answer = resolve)));
    for (const settle of [calls.decline, calls.dismiss, calls.accept]) {
      void settle("1");
      expect(calls.getSnapshot()).toEqual([]);
    }
    expect(answered).toEqual([
      ["decline", { ringId: "1" }],
      ["dismiss", { ringId: "1" }],
      ["enter", { accept: "1" }],
    ]);
    answer({ refused: { code: "CALL_IS_FULL" as never, message: "" } });
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.ringing.getSnapshot()).toEqual([ONE]);
  });

  it("show for some seconds why they don't ring any more, and run out by the clock", async () => {
    const { calls, tell } = opened();
    tell(told([TWO, ONE]));
    tell(told([TWO], { "1": "ANSWERED" }));
    expect(calls.getSnapshot().map(({ quiet }) => quiet)).toEqual([null, "ANSWERED"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(calls.getSnapshot().map((call) => call.ring.id)).toEqual(["2"]);
    await vi.advanceTimersByTimeAsync(24_001);
    expect(calls.getSnapshot().map(({ quiet }) => quiet)).toEqual(["EXPIRED"]);
    expect(calls.ringing.getSnapshot()).toEqual([]);
    calls.putAway("2");
    expect(calls.getSnapshot()).toEqual([]);
  });

  it("tell of what rings only when that is another", () => {
    const { calls, tell } = opened();
    const heard = vi.fn();
    calls.ringing.subscribe(heard);
    tell(told([ONE], { "0": "EXPIRED" }));
    expect(heard).not.toHaveBeenCalled();
    tell(told([], { "1": "CANCELLED" }));
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
