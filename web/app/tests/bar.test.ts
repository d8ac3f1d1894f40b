import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Presences } from "../src/screens/bar/presences.ts";
import { ALL, asked } from "../src/screens/bar/search.ts";

describe("a search among calls", () => {
  it("asks for nothing where nothing is looked for", () => {
    expect(asked(ALL)).toBeNull();
    expect(asked({ ...ALL, title: "  ", firstDay: "2026-1" })).toBeNull();
  });

  it("asks for whole days, from the first to the last, as the clock on the wall has them", () => {
    const search = asked({
      ...ALL,
      title: " stand-up ",
      attendeeId: "u1",
      firstDay: "2026-11-24",
      lastDay: "2026-12-31",
    });
    expect(search).toEqual({
      title: "stand-up",
      attendeeId: "u1",
      since: new Date(2026, 10, 24).toISOString(),
      until: new Date(2027, 0, 1).toISOString(),
    });
  });
});

describe("who was in the calls that are looked at", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const log = { startedAt: "", endedAt: "", attendees: { totalCount: 0, nodes: [] } };

  function presences(answer = async (ids: string[]) => ids.map((id) => ({ id, conferenceLog: log }))) {
    const questions: string[][] = [];
    return {
      questions,
      presences: new Presences((ids) => {
        questions.push(ids);
        return answer(ids);
      }),
    };
  }

  it("is asked for together, once, and not for what was only scrolled past", async () => {
    const { presences: all, questions } = presences();
    const [passBy] = ["a", "b", "c"].map((id) => all.want(id));
    passBy?.();
    expect(all.of("b").value).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(questions).toEqual([["b", "c"]]);
    expect([all.of("a").value, all.of("b").value]).toEqual([undefined, log]);
    all.want("b");
    await vi.runAllTimersAsync();
    expect(questions.length).toBe(1);
  });

  it("is asked for in parts where it is much", async () => {
    const { presences: all, questions } = presences();
    for (let number = 0; number < 120; number++) all.want(`${number}`);
    await vi.runAllTimersAsync();
    expect(questions.map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  it("is asked for again when it couldn't be told, or the call wasn't over", async () => {
    const answers: (() => Promise<never[]>)[] = [async () => [], () => Promise.reject(new Error("away"))];
    const { presences: all, questions } = presences(
      (ids) => answers.shift()?.() ?? Promise.resolve(ids.map((id) => ({ id, conferenceLog: log }))),
    );
    for (let times = 0; times < 3; times++) {
      expect(all.of("a").value).toBeUndefined();
      all.want("a");
      await vi.runAllTimersAsync();
    }
    expect([questions.length, all.of("a").value]).toEqual([3, log]);
  });
});
