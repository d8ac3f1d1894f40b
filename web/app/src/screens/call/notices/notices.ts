import type { CallShownFragment, CallView } from "@ringlog/client";
import { duration, listed, timeOfDay } from "../../../text/format.ts";
import { text } from "../../../text/index.ts";

/** What a person should know of how their call stands, in a sentence, with what they can do about it. */
export interface Notice {
  readonly key: string;
  readonly sentence: string;
  /** Time left, shown beside it. */
  readonly left?: string;
  readonly action?: "turnSoundOn" | "openMicrophone";
}

/** What notices are made of. now: by this device's clock; until: how long until a moment of the server's; both in ms. */
export interface Situation {
  readonly view: Pick<CallView, "phase" | "sessionId" | "call" | "soundBlocked">;
  /** Whether there is any that is open. */
  readonly microphone: boolean;
  readonly viewer: string | null;
  /** How long a lost connection's place is kept, in seconds; null if that isn't known. */
  readonly keptFor: number | null;
  readonly now: number;
  readonly until: (moment: string) => number;
}

type Call = CallShownFragment;

const WARNS = 600_000; // ms before a call ends by itself
const NAMES = 3;

export function noticesOf(situation: Situation): readonly Notice[] {
  const { view, microphone } = situation;
  return [
    ...reconnecting(situation),
    ...(view.soundBlocked ? [{ key: "sound", sentence: text.call.soundBlocked, action: "turnSoundOn" as const }] : []),
    ...(microphone ? [] : [{ key: "listening", sentence: text.call.listeningOnly, action: "openMicrophone" as const }]),
    ...(view.call ? ofCall(view.call, situation) : []),
  ];
}

function ofCall(call: Call, situation: Situation): readonly Notice[] {
  const own = call.sessions.find(({ id }) => id === situation.view.sessionId);
  return [
    ...ending(call, situation),
    ...mutedBy(own, situation.viewer),
    ...reminder(call, situation),
    ...others(call, situation),
    ...(own?.quality?.level === "POOR" ? [{ key: "poor", sentence: text.call.poorConnection }] : []),
  ];
}

function reconnecting({ view: { phase }, keptFor, now }: Situation): readonly Notice[] {
  if (phase.at !== "reconnecting") return [];
  const notice = { key: "reconnecting", sentence: text.call.reconnectingNow };
  if (keptFor === null) return [notice];
  return [{ ...notice, left: text.call.placeKept(duration((phase.since + 1000 * keptFor - now) / 1000)) }];
}

function ending({ endsAt, endsFor }: Call, { until }: Situation): readonly Notice[] {
  if (endsAt === null || endsFor === null || until(endsAt) > WARNS) return [];
  return [{ key: "ends", sentence: text.call.willEnd[endsFor], left: duration(until(endsAt) / 1000) }];
}

function mutedBy(own: Call["sessions"][number] | undefined, viewer: string | null): readonly Notice[] {
  if (!own?.muted || !own.mutedBy || own.mutedBy.id === viewer) return [];
  return [{ key: "muted", sentence: text.call.mutedBy(own.mutedBy.name) }];
}

function reminder({ recording }: Call, { viewer, until }: Situation): readonly Notice[] {
  const { reminder } = recording ?? {};
  if (!reminder || reminder.host.id !== viewer) return [];
  const sentence = text.call.recordingWillStop(timeOfDay(reminder.stopsBy));
  return [{ key: "reminder", sentence, left: duration(until(reminder.stopsBy) / 1000) }];
}

function others({ participants, sessions }: Call, { viewer }: Situation): readonly Notice[] {
  const lost = new Set(sessions.filter(({ reconnectingSince }) => reconnectingSince !== null).map(({ id }) => id));
  const away = participants.filter(
    ({ user, sessions }) => user.id !== viewer && sessions.every(({ id }) => lost.has(id)),
  );
  if (!away.length) return [];
  const names = away.slice(0, NAMES).map(({ user }) => user.name);
  const more = away.length - names.length;
  return [{ key: "others", sentence: text.call.othersReconnect(listed(names), away.length, more) }];
}
