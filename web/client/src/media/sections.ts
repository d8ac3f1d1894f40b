import type { TrackKind } from "../api/generated.ts";

/** How many sections to receive on. */
export interface Wanted {
  readonly audio: number;
  readonly video: number;
}

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

/** What to ask for, by what the others in a call send; and an id that differs whenever it is time to negotiate again. */
export function wantedOf(sessions: readonly Sender[], own: string): Wanted & { readonly id: string } {
  const tracks = sessions.filter(({ id }) => id !== own).flatMap(({ tracks }) => tracks);
  const audio = tracks.filter(({ kind }) => isSound(kind)).length;
  return {
    audio,
    video: tracks.length - audio,
    id: tracks
      .map(({ id }) => id)
      .sort()
      .join(" "),
  };
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
