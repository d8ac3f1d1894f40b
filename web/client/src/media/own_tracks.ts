import type { OfferedTrackInput, TrackKind } from "../api/generated.ts";

/** What this device sends, by kind. Null keeps a section with nothing on it; what is left out has none. */
export type OwnTracks = Readonly<Partial<Record<TrackKind, MediaStreamTrack | null>>>;

const MEDIA = { MICROPHONE: "audio", SCREEN_AUDIO: "audio", CAMERA: "video", SCREEN: "video" } as const;
const CODECS = { audio: /opus/i, video: /vp8/i }; // what the media server agrees on

/** The sections on which one connection sends. */
export class OwnSections {
  readonly #connection: RTCPeerConnection;
  readonly #sections = new Map<TrackKind, RTCRtpTransceiver>();
  readonly #stream = new MediaStream();

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** Sends exactly these. True if that has to be negotiated. */
  async send(tracks: OwnTracks): Promise<boolean> {
    let negotiates = false;
    for (const kind of Object.keys(MEDIA) as TrackKind[]) {
      const track = tracks[kind];
      const section = this.#sections.get(kind);
      if (section && track !== undefined) {
        if (section.sender.track !== track) await section.sender.replaceTrack(track);
      } else if (section) {
        this.#remove(kind, section);
        negotiates = true;
      } else if (track !== undefined) {
        this.#add(kind, track);
        negotiates = true;
      }
    }
    return negotiates;
  }

  /** What the sections carry, once an offer has named them. */
  offered(): OfferedTrackInput[] {
    return [...this.#sections].flatMap(([kind, { mid }]) => (mid === null ? [] : [{ mid, kind }]));
  }

  #add(kind: TrackKind, track: MediaStreamTrack | null): void {
    const init: RTCRtpTransceiverInit = { direction: "sendonly", streams: [this.#stream] };
    const section = this.#connection.addTransceiver(track ?? MEDIA[kind], init);
    preferAgreed(section, MEDIA[kind]);
    this.#sections.set(kind, section);
  }

  #remove(kind: TrackKind, section: RTCRtpTransceiver): void {
    section.stop();
    this.#sections.delete(kind);
  }
}

/** Offers no codec that the media server never takes, which makes an offer several times shorter. */
export function preferAgreed(section: RTCRtpTransceiver, media: "audio" | "video"): void {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.(media)?.codecs ?? [];
  const agreed = codecs.filter(({ mimeType }) => CODECS[media].test(mimeType));
  if (agreed.length) section.setCodecPreferences?.(agreed);
}
