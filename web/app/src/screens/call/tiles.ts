import type { CallShownFragment, PersonFragment, QualityLevel } from "@ringlog/client";
import { keptEach } from "./kept.ts";

/** One place on the stage: a participant, or one more of their devices that has its camera on. */
export interface Tile {
  /** The session whose picture it shows. */
  readonly id: string;
  readonly user: PersonFragment;
  /** The sessions that are heard in it. */
  readonly heardAs: readonly string[];
  /** Whether it shows this very device. */
  readonly isThisDevice: boolean;
  readonly isHost: boolean;
  readonly camera: boolean;
  readonly muted: boolean;
  /** The hand's place in the order, from 1; null if it is down. */
  readonly hand: number | null;
  readonly reconnecting: boolean;
  /** Null until it was measured. */
  readonly quality: QualityLevel | null;
}

type Session = CallShownFragment["sessions"][number];
type Participant = CallShownFragment["participants"][number];

/** What the stage shows of a call, in the order of joining. Tiles that are as before are the same objects. */
export function tilesOf(
  call: CallShownFragment | null,
  ownSession: string | null,
  before: readonly Tile[] = [],
): readonly Tile[] {
  const sessions = new Map(call?.sessions.map((session) => [session.id, session]));
  const tiles = call?.participants.flatMap((each) => tilesOfOne(each, sessions, call.host.id, ownSession)) ?? [];
  return keptEach(before, tiles, ({ id }) => id);
}

function tilesOfOne(
  { user, hand, sessions: devices }: Participant,
  sessions: ReadonlyMap<string, Session>,
  host: string,
  ownSession: string | null,
): Tile[] {
  const all = devices.flatMap(({ id }) => sessions.get(id) ?? []);
  const shown = all.filter(({ cameraOn }) => cameraOn);
  return (shown.length ? shown : all.slice(0, 1)).map((session, index) => ({
    id: session.id,
    user,
    heardAs:
      index === 0 ? all.filter((each) => each === session || !shown.includes(each)).map(({ id }) => id) : [session.id],
    isThisDevice: session.id === ownSession,
    isHost: user.id === host,
    camera: session.cameraOn,
    muted: all.every(({ muted }) => muted),
    hand: hand?.order ?? null,
    reconnecting: all.every(({ reconnectingSince }) => reconnectingSince !== null),
    quality: session.quality?.level ?? null,
  }));
}
