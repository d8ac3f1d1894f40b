import { expect, test } from "vitest";
import type { CallShownFragment, LeaveReason } from "../src/api/generated.ts";
import { type CallEvent, type CallState, IDLE, isMissing, next, type Phase } from "../src/call/machine.ts";

const ADA = { id: "u1", name: "Ada", avatarUrl: null };
const OWN: CallShownFragment["sessions"][number] = {
  id: "s1",
  user: ADA,
  joinedAt: "2026-01-01T12:00:00Z",
  connectionId: null,
  mediaState: null,
  reconnectingSince: null,
  muted: false,
  mutedBy: null,
  cameraOn: false,
  quality: null,
  tracks: [],
};
const CALL: CallShownFragment = {
  id: "c1",
  kind: "DIRECT",
  title: "Ada and Grace",
  state: "ONGOING",
  startedAt: "2026-01-01T12:00:00Z",
  answeredAt: null,
  endedAt: null,
  endReason: null,
  endsAt: null,
  endsFor: null,
  endedBy: null,
  provider: { capabilities: [] },
  host: ADA,
  room: { id: "r1", externalId: "ada-grace", name: "Ada and Grace", kind: "DIRECT" },
  rings: [],
  participants: [],
  sessions: [OWN],
  screenShare: null,
  reactions: [],
  recording: null,
};
const ENTERED: CallEvent = { is: "entered", callId: "c1", sessionId: "s1" };
const UP: CallEvent = { is: "media", media: { is: "up" } };
const DOWN: CallEvent = { is: "media", media: { is: "down" } };
const shows = (changes: Partial<CallShownFragment> = {}): CallEvent => ({ is: "call", call: { ...CALL, ...changes } });

/** What becomes of events, a second apart. */
const after = (...events: CallEvent[]): CallState =>
  events.reduce((state, event, second) => next(state, event, 1000 * second), IDLE);
const phases = (...events: CallEvent[]): Phase["at"][] =>
  events.map((_, last) => after(...events.slice(0, last + 1)).phase.at);

test("whoever calls hears it ring until it is answered, and is connected then", () => {
  expect(
    phases(
      { is: "preflight" },
      { is: "entering" },
      ENTERED,
      shows({ state: "CALLING" }),
      UP,
      shows({ state: "ONGOING" }),
    ),
  ).toEqual(["preflight", "entering", "connecting", "calling", "calling", "connected"]);
});

test("a connection that is lost and comes back is told, since when it is lost too", () => {
  expect(phases(ENTERED, shows(), UP, DOWN, UP)).toEqual([
    "connecting",
    "connecting",
    "connected",
    "reconnecting",
    "connected",
  ]);
  expect(after(ENTERED, UP, shows(), DOWN).phase).toEqual({ at: "reconnecting", since: 3000 });
});

test("a first connection that isn't up after ten seconds has failed, with what to check", () => {
  const entered = after(ENTERED);
  expect(next(entered, { is: "tick" }, 9_999)).toBe(entered);
  const { phase } = next(entered, { is: "tick" }, 10_000);
  expect(phase).toMatchObject({ at: "failed", why: { code: "NO_MEDIA_CONNECTION" } });
  expect(phase.at === "failed" && phase.why.message).toMatch(/UDP.*TURN/);
  expect(next(after(ENTERED, UP), { is: "tick" }, 60_000).phase.at).toBe("connected");
});

test("what ended, how, and by whom, is kept", () => {
  const ended = shows({ state: "ENDED", endReason: "ENDED_BY_HOST", endedBy: ADA, sessions: [] });
  expect(after(ENTERED, shows(), UP, ended).phase).toEqual({ at: "ended", reason: "ENDED_BY_HOST", by: ADA });
  expect(after(ENTERED, shows(), UP, { is: "left" }, ended).phase).toEqual({ at: "left" });
});

test("whom the call no longer shows is out, and why has to be asked", () => {
  const gone = [ENTERED, shows(), UP, shows({ sessions: [] })];
  const out = (reason: LeaveReason) => after(...gone, { is: "out", reason, by: ADA }).phase;
  expect(isMissing(after(...gone))).toBe(true);
  expect(isMissing(after(ENTERED, shows({ sessions: [] })))).toBe(false);
  expect(out("REMOVED")).toEqual({ at: "removed", reason: "REMOVED", by: ADA });
  expect(out("LOST_MEMBERSHIP").at).toBe("removed");
  expect(out("CONNECTION_LOST")).toMatchObject({ at: "failed", why: { code: "CONNECTION_LOST" } });
  expect(out("LEFT").at).toBe("left");
});

test("a call that doesn't show this device yet has not removed it", () => {
  expect(phases(ENTERED, shows({ sessions: [] }), shows(), UP)).toEqual([
    "connecting",
    "connecting",
    "connecting",
    "connected",
  ]);
});

test("nothing brings back what is over, but entering another call", () => {
  const takenOver: CallEvent = { is: "media", media: { is: "takenOver" } };
  expect(phases(ENTERED, UP, takenOver, UP, shows(), { is: "tick" }, { is: "entering" }, ENTERED)).toEqual([
    "connecting",
    "connected",
    "takenOver",
    "takenOver",
    "takenOver",
    "takenOver",
    "entering",
    "connecting",
  ]);
  expect(after({ is: "entering" }, { is: "refused", why: { code: "CALL_IS_FULL", message: "Full." } }).phase).toEqual({
    at: "failed",
    why: { code: "CALL_IS_FULL", message: "Full." },
  });
});

test("whoever leaves before being in is out, and nothing else becomes of it", () => {
  const refused: CallEvent = { is: "refused", why: { code: "CALL_IS_FULL", message: "Full." } };
  expect(phases({ is: "entering" }, { is: "left" }, refused)).toEqual(["entering", "left", "left"]);
  expect(phases({ is: "left" }, { is: "preflight" }, { is: "left" })).toEqual(["idle", "preflight", "left"]);
});

test("what changes nothing makes no other state", () => {
  const connected = after(ENTERED, UP);
  expect(next(connected, UP, 9_000)).toBe(connected);
  expect(next(connected, { is: "preflight" }, 9_000)).toBe(connected);
  expect(next(IDLE, shows(), 0)).toBe(IDLE);
});
