import { describe, expect, it } from "vitest";
import { noticesOf, type Situation } from "../src/screens/call/notices/notices.ts";
import { outcomeOf } from "../src/screens/call/outcome.ts";
import { call, person, session } from "./call_samples.ts";

const ada = person("ada", "Ada");
const grace = person("grace", "Grace");
const NOON = Date.parse("2026-01-01T12:00:00Z");

const situation = (more: Partial<Situation["view"]> = {}, rest: Partial<Situation> = {}): Situation => ({
  view: {
    phase: { at: "connected" },
    sessionId: "1",
    call: call(session("1", ada), session("2", grace)),
    soundBlocked: false,
    ...more,
  },
  microphone: true,
  viewer: "ada",
  keptFor: 30,
  now: NOON,
  until: (moment) => Date.parse(moment) - NOON,
  ...rest,
});
const said = (given: Situation) =>
  noticesOf(given).map(({ sentence, left }) => [sentence, left].filter(Boolean).join(" "));

describe("what is said of a call", () => {
  it("is nothing while all is well", () => {
    expect(said(situation())).toEqual([]);
  });

  it("is for how long a lost place is kept", () => {
    const lost = { phase: { at: "reconnecting", since: NOON - 12_000 } } as const;
    expect(said(situation(lost))).toEqual(["The connection was lost. Reconnecting… Your place is kept for 0:18"]);
    expect(said(situation(lost, { keptFor: null }))).toEqual(["The connection was lost. Reconnecting…"]);
  });

  it("is what to do about silence", () => {
    expect(noticesOf(situation({ soundBlocked: true })).map(({ action }) => action)).toEqual(["turnSoundOn"]);
    expect(noticesOf(situation({}, { microphone: false })).map(({ action }) => action)).toEqual(["openMicrophone"]);
  });

  it("is who muted one, unless one did so oneself", () => {
    const by = (mutedBy: typeof ada) => situation({ call: call(session("1", ada, { muted: true, mutedBy })) });
    expect(said(by(grace))).toEqual(["Grace muted you."]);
    expect(said(by(ada))).toEqual([]);
  });

  it("is when and why the call will end, in its last minutes", () => {
    const ends = (endsAt: string) => situation({ call: { ...call(session("1", ada)), endsAt, endsFor: "ALONE" } });
    expect(said(ends("2026-01-01T12:00:45Z"))).toEqual(["You are alone. The call will end in 0:45"]);
    expect(said(ends("2026-01-01T12:30:00Z"))).toEqual([]);
  });

  it("is, to the host alone, that a recording will stop soon", () => {
    const reminder = { stopsBy: "2026-01-01T12:10:00Z", host: ada };
    const recording = { id: "r", state: "STARTED", stopsBy: reminder.stopsBy, failureReason: null, reminder } as const;
    const recorded = { ...call(session("1", ada)), recording };
    expect(said(situation({ call: recorded }))[0]).toContain("The recording will stop at");
    expect(said(situation({ call: recorded }, { viewer: "grace" }))).toEqual([]);
  });

  it("is which others are about to come back", () => {
    const away = { reconnectingSince: "2026-01-01T11:59:50Z" };
    const shown = (...names: string[]) =>
      call(session("1", ada), ...names.map((name) => session(name, person(name, name), away)));
    expect(said(situation({ call: shown("Grace") }))).toEqual(["Grace is reconnecting…"]);
    expect(said(situation({ call: shown("A", "B", "C", "D", "E") }))).toEqual([
      "A, B, and C and 2 more are reconnecting…",
    ]);
  });
});

describe("how a call went out", () => {
  const ended = (reason: "ENDED_BY_HOST" | "DECLINED", by: typeof ada | null) =>
    outcomeOf({ at: "ended", reason, by }, "ada")?.sentence;

  it("names who ended it", () => {
    expect(ended("ENDED_BY_HOST", grace)).toBe("Grace ended the call for all.");
    expect(ended("ENDED_BY_HOST", ada)).toBe("You ended the call for all.");
    expect(ended("ENDED_BY_HOST", null)).toBe("The host ended the call for all.");
  });

  it("is left to the caller's pop-up if nobody answered", () => {
    expect(ended("DECLINED", grace)).toBeUndefined();
  });

  it("says what to check where no media came up, and offers no way back where there is none", () => {
    const why = { code: "NO_MEDIA_CONNECTION", message: "No connection." };
    expect(outcomeOf({ at: "failed", why }, "ada")?.checks).toHaveLength(3);
    expect(outcomeOf({ at: "removed", reason: "LOST_MEMBERSHIP", by: null }, "ada")?.next).toBeNull();
    expect(outcomeOf({ at: "takenOver" }, "ada")?.next).toBe("here");
    expect(outcomeOf({ at: "connected" }, "ada")).toBeNull();
  });
});
