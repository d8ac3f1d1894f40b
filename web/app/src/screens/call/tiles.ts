import type { CallShownFragment, PersonFragment, QualityLevel } from "@ringlog/client";

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

export type TiledCall = Pick<CallShownFragment, "host" | "participants" | "sessions">;
type Session = CallShownFragment["sessions"][number];
type Participant = CallShownFragment["participants"][number];

/** What the stage shows of a call, in the order of joining. Tiles that are as before are the same objects. */
export function tilesOf(
  call: TiledCall | null,
  ownSession: string | null,
  before: readonly Tile[] = [],
): readonly Tile[] {
  if (!call) return before.length ? [] : before;
  const known = new Map(before.map((tile) => [tile.id, tile]));
  const sessions = new Map(call.sessions.map((session) => [session.id, session]));
  const tiles = call.participants
    .flatMap((participant) => tilesOfOne(participant, sessions, call.host.id, ownSession))
    .map((tile) => kept(known.get(tile.id), tile));
  return tiles.length === before.length && tiles.every((tile, index) => tile === before[index]) ? before : tiles;
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

function kept(before: Tile | undefined, now: Tile): Tile {
  if (!before) return now;
  const { heardAs, ...rest } = now;
  const same = (Object.keys(rest) as (keyof typeof rest)[]).every((key) => before[key] === now[key]);
  return same && heardAs.join() === before.heardAs.join() ? before : now;
}
