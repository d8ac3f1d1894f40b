import type { CallShownFragment, EndReason, LeaveReason, PersonFragment } from "../api/generated.ts";

/** Why a call can't be, as a code for programs and a sentence for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Where this device stands with a call. `since` is local, in ms. The last five are for good, until another call is entered. */
export type Phase =
  | { readonly at: "idle" }
  | { readonly at: "preflight" }
  | { readonly at: "entering" }
  | { readonly at: "calling" }
  | { readonly at: "connecting" }
  | { readonly at: "connected" }
  | { readonly at: "reconnecting"; readonly since: number }
  | { readonly at: "left" }
  | { readonly at: "ended"; readonly reason: EndReason; readonly by: PersonFragment | null }
  | { readonly at: "removed"; readonly reason: LeaveReason; readonly by: PersonFragment | null }
  | { readonly at: "takenOver" }
  | { readonly at: "failed"; readonly why: Failure };

/** What media tells: it is up, it was lost and is being brought back, it can't be, or another client has it. */
export type MediaEvent =
  | { readonly is: "up" }
  | { readonly is: "down" }
  | { readonly is: "failed"; readonly why: Failure }
  | { readonly is: "takenOver" };

export type CallEvent =
  | { readonly is: "preflight" }
  | { readonly is: "entering" }
  | { readonly is: "entered"; readonly callId: string; readonly sessionId: string }
  | { readonly is: "refused"; readonly why: Failure }
  | { readonly is: "call"; readonly call: CallShownFragment }
  | { readonly is: "out"; readonly reason: LeaveReason; readonly by: PersonFragment | null }
  | { readonly is: "media"; readonly media: MediaEvent }
  | { readonly is: "left" }
  | { readonly is: "tick" };

/** All that is known of one call on this device; each event makes another one. */
export interface CallState {
  readonly phase: Phase;
  readonly callId: string | null;
  readonly sessionId: string | null;
  readonly call: CallShownFragment | null;
  /** Whether media was ever up, is up now, and since when it isn't, local, in ms. */
  readonly media: { readonly wasUp: boolean; readonly up: boolean; readonly since: number };
  /** Whether the call has ever shown this device: only then it can have been taken out. */
  readonly seen: boolean;
}

/** How long a first media connection may take, in ms; the media server gives up then too. */
export const CONNECTS_WITHIN = 10_000;

export const NO_CONNECTION: Failure = {
  code: "NO_MEDIA_CONNECTION",
  message:
    "No connection for sound and pictures came up within ten seconds. The network or a firewall probably keeps UDP from the media server: whoever runs it can open the port, or set up a TURN server.",
};
const PLACE_LOST: Failure = {
  code: "CONNECTION_LOST",
  message: "The connection was lost for too long, so this device has left the call. Join again.",
};

const NO_MEDIA = { wasUp: false, up: false, since: 0 };
export const IDLE: CallState = {
  phase: { at: "idle" },
  callId: null,
  sessionId: null,
  call: null,
  media: NO_MEDIA,
  seen: false,
};

const OVER: ReadonlySet<Phase["at"]> = new Set(["left", "ended", "removed", "takenOver", "failed"]);
const IN: ReadonlySet<Phase["at"]> = new Set(["calling", "connecting", "connected", "reconnecting"]);

/** Whether nothing more comes of this call on this device. */
export const isOver = (state: CallState): boolean => OVER.has(state.phase.at);
/** Whether this device has a place in the call. */
export const isIn = ({ phase }: Pick<CallState, "phase">): boolean => IN.has(phase.at);

/** The state after an event at `now`, local, in ms: the same object if nothing has changed. */
export function next(state: CallState, event: CallEvent, now: number): CallState {
  switch (event.is) {
    case "preflight":
    case "entering":
      return isIn(state) ? state : { ...IDLE, phase: { at: event.is } };
    case "entered": {
      const { callId, sessionId } = event;
      return { ...IDLE, phase: { at: "connecting" }, callId, sessionId, media: { ...NO_MEDIA, since: now } };
    }
    case "refused":
      return isIn(state) || isOver(state) ? state : over(state, { at: "failed", why: event.why });
    case "left":
      return isOver(state) || state.phase.at === "idle" ? state : over(state, { at: "left" });
    default:
      return isIn(state) ? inside(state, event, now) : state;
  }
}

function inside(state: CallState, event: CallEvent, now: number): CallState {
  switch (event.is) {
    case "out":
      return out(state, event.reason, event.by);
    case "call":
      return shown(state, event.call);
    case "media":
      return afterMedia(state, event.media, now);
    default:
      return !state.media.wasUp && now - state.media.since >= CONNECTS_WITHIN
        ? over(state, { at: "failed", why: NO_CONNECTION })
        : state;
  }
}

/** After a newer state of the call, which says what became of this device. */
function shown(before: CallState, call: CallShownFragment): CallState {
  const state = { ...before, call };
  if (call.state === "ENDED" && call.endReason)
    return over(state, { at: "ended", reason: call.endReason, by: call.endedBy });
  const own = ownSession(state);
  if (own?.mediaState === "FAILED") return over(state, { at: "failed", why: NO_CONNECTION });
  if (own) return settled({ ...state, seen: true });
  return settled(state);
}

function out(state: CallState, reason: LeaveReason, by: PersonFragment | null): CallState {
  if (reason === "LEFT") return over(state, { at: "left" });
  if (reason === "CONNECTION_LOST") return over(state, { at: "failed", why: PLACE_LOST });
  return over(state, { at: "removed", reason, by });
}

/** Whether this device was in the call and isn't any more, and why has to be asked. */
export function isMissing(state: CallState): boolean {
  return isIn(state) && state.seen && ownSession(state) === undefined;
}

function afterMedia(state: CallState, media: MediaEvent, now: number): CallState {
  switch (media.is) {
    case "takenOver":
      return over(state, { at: "takenOver" });
    case "failed":
      return over(state, { at: "failed", why: media.why });
    default: {
      const up = media.is === "up";
      if (up === state.media.up) return state;
      return settled({ ...state, media: { wasUp: state.media.wasUp || up, up, since: now } });
    }
  }
}

function settled(state: CallState): CallState {
  const { wasUp, up, since } = state.media;
  if (wasUp && !up) return phased(state, { at: "reconnecting", since });
  if (state.call?.state === "CALLING") return phased(state, { at: "calling" });
  return phased(state, { at: up ? "connected" : "connecting" });
}

function phased(state: CallState, phase: Phase): CallState {
  return phase.at === state.phase.at ? state : { ...state, phase };
}

function over(state: CallState, phase: Phase): CallState {
  return { ...state, phase, media: { ...state.media, up: false } };
}

/** This device in the call, as everybody sees it; undefined while the call doesn't show it. */
export function ownSession(state: CallState): CallShownFragment["sessions"][number] | undefined {
  return state.call?.sessions.find(({ id }) => id === state.sessionId);
}
