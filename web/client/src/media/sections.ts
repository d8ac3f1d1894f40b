import type { TrackKind, WantedTrackInput } from "../api/generated.ts";

/** The ids of the tracks to receive. */
export interface Wanted {
  readonly audio: readonly string[];
  readonly video: readonly string[];
  /** Whether these are all that the others send, so that nothing has to be chosen. */
  readonly all: boolean;
}

/** Somebody's picture. */
export interface Picture {
  readonly sessionId: string;
  readonly kind: "CAMERA" | "SCREEN";
}

/** How many pictures are received at a time; the rest aren't sent to this device. */
export const MOST_PICTURES = 25;

/** What an answer says of a section: whose track arrives on it. */
export interface AnsweredTrack {
  readonly mid: string;
  readonly trackId: string;
  readonly kind: TrackKind;
  readonly sessionId: string;
}

/** Sound or a picture of somebody else that arrives here. `stream` is for an element's `srcObject`. */
export interface Received extends AnsweredTrack {
  readonly track: MediaStreamTrack;
  readonly stream: MediaStream;
}

interface Sender {
  readonly id: string;
  readonly tracks: readonly { readonly id: string; readonly kind: TrackKind }[];
}

const SOUNDS: ReadonlySet<TrackKind> = new Set<TrackKind>(["MICROPHONE", "SCREEN_AUDIO"]);

export const isSound = (kind: TrackKind): boolean => SOUNDS.has(kind);

/**
 * What to ask for: all sound of the others, and of their pictures those that are shown, the most important first; null for any,
 * screens first. `id` differs whenever it is time to negotiate again.
 */
export function wantedOf(
  sessions: readonly Sender[],
  own: string,
  shown: readonly Picture[] | null = null,
): Wanted & { readonly id: string } {
  const tracks = sessions
    .filter(({ id }) => id !== own)
    .flatMap(({ id: sessionId, tracks }) => tracks.map((track) => ({ ...track, sessionId })));
  const audio = tracks.filter(({ kind }) => isSound(kind)).map(({ id }) => id);
  const pictures = tracks.filter(({ kind }) => !isSound(kind));
  const ofKind = (wanted: TrackKind) => pictures.filter(({ kind }) => kind === wanted);
  const chosen = shown
    ? shown.flatMap(({ sessionId, kind }) => ofKind(kind).filter((each) => each.sessionId === sessionId))
    : [...ofKind("SCREEN"), ...ofKind("CAMERA")];
  const video = [...new Set(chosen.map(({ id }) => id))].slice(0, MOST_PICTURES);
  const id = [...audio, ...video].sort().join(" ");
  return { audio, video, all: video.length === pictures.length, id };
}

/** Which section is to carry which track: what arrives already stays where it is, so that it isn't interrupted. */
export function assigned(
  sections: readonly { readonly mid: string; readonly media: string }[],
  received: readonly Pick<AnsweredTrack, "mid" | "trackId">[],
  wanted: Wanted,
): WantedTrackInput[] {
  return (["audio", "video"] as const).flatMap((media) => {
    const mids = sections.filter((each) => each.media === media).map(({ mid }) => mid);
    const staying = received.filter(({ mid, trackId }) => mids.includes(mid) && wanted[media].includes(trackId));
    const at = new Map(staying.map(({ mid, trackId }) => [mid, trackId]));
    const others = wanted[media].filter((id) => !staying.some(({ trackId }) => trackId === id));
    return mids.flatMap((mid) => {
      const trackId = at.get(mid) ?? others.shift();
      return trackId === undefined ? [] : [{ mid, trackId }];
    });
  });
}

/** What arrives, by the newest answer. What hasn't changed stays the same object, so that nothing on a screen flickers. */
export function receivedNow(
  before: readonly Received[],
  answered: readonly AnsweredTrack[],
  trackOf: (mid: string) => MediaStreamTrack | undefined,
): readonly Received[] {
  const now = answered.flatMap((each) => {
    const track = trackOf(each.mid);
    if (track === undefined) return [];
    const same = before.find((old) => old.track === track && old.trackId === each.trackId && old.mid === each.mid);
    return [same ?? { ...each, track, stream: new MediaStream([track]) }];
  });
  const unchanged = now.length === before.length && now.every((each, index) => each === before[index]);
  return unchanged ? before : now;
}
