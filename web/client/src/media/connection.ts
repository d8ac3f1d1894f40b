import { passes, type Refusal, RequestFailed } from "../api/errors.ts";
import type { NegotiateMediaInput } from "../api/generated.ts";
import type { Outcome } from "../api/requests.ts";
import type { MediaEvent } from "../call/machine.ts";
import { CONNECTS_WITHIN } from "../call/machine.ts";
import { type Observable, Store } from "../observable.ts";
import { Coalesced } from "./coalesced.ts";
import { OwnConnections } from "./own_connections.ts";
import { OwnSections, type OwnTracks, preferAgreed } from "./own_tracks.ts";
import { type AnsweredTrack, assigned, type Received, receivedNow, type Wanted } from "./sections.ts";

/** How a connection is negotiated: what `Api` does for one session of one call. */
export interface Signalling {
  readonly negotiate: (
    offer: Omit<NegotiateMediaInput, "callId" | "sessionId">,
  ) => Promise<Outcome<{ connectionId: string; answer: { sdp: string; tracks: readonly AnsweredTrack[] } }>>;
  readonly iceServers: () => Promise<readonly { urls: string[]; username: string | null; credential: string | null }[]>;
}

const SERVER_STARTS = 1_000; // ms until it is asked again
const CONNECTION_IS_LOST = 500; // ms until it is replaced
const LOST: ReadonlySet<RTCIceConnectionState> = new Set<RTCIceConnectionState>(["disconnected", "failed"]);

/** One device's media in one call: a connection to the media server, and the next one when that is lost. */
export class MediaConnection {
  readonly #signalling: Signalling;
  readonly #tell: (event: MediaEvent) => void;
  readonly #received = new Store<readonly Received[]>([]);
  readonly #negotiation = new Coalesced(() => this.#negotiate());
  #connection: RTCPeerConnection | undefined;
  #sections: OwnSections | undefined;
  #own: OwnTracks = { MICROPHONE: null };
  readonly #ids = new OwnConnections();
  #wanted: Wanted = { audio: [], video: [], all: true };
  #connectionId: string | undefined;
  #replaces: string | undefined;
  #closed = false;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  /** tell: what becomes of it; after `failed` and `takenOver` nothing more does. */
  constructor(signalling: Signalling, tell: (event: MediaEvent) => void) {
    this.#signalling = signalling;
    this.#tell = tell;
  }

  /** Sound and pictures of the others. */
  get received(): Observable<readonly Received[]> {
    return this.#received;
  }

  /** The id by which the server knows the present connection; undefined before the first answer. */
  get connectionId(): string | undefined {
    return this.#connectionId;
  }

  get peer(): RTCPeerConnection | undefined {
    return this.#connection;
  }

  /** Sends exactly these from now on, always with a section for a microphone, which the server wants. Another device in the place of one needs no negotiation. */
  async send(own: OwnTracks): Promise<void> {
    this.#own = { MICROPHONE: null, ...own };
    if (this.#sections === undefined || (await this.#sections.send(this.#own))) this.#negotiation.request();
  }

  /** The call shows this connection for the session. If it is another client's, that one goes on, and this one offers no more. */
  shows(connectionId: string | null): void {
    this.#ids.shows(connectionId);
    this.#yield();
  }

  /** Receives these from now on, each on a section of its own. */
  want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#negotiation.request();
  }

  /** Offers again, restarting ICE where it was lost. */
  renegotiate(): void {
    this.#negotiation.request();
  }

  /** Lets go of the connection, and makes another in its place. */
  reopen(): void {
    this.#letGo();
    this.#tell({ is: "down" });
    this.#negotiation.request();
  }

  /** Ends it for good. */
  close(): void {
    this.#closed = true;
    this.#letGo();
    this.#received.set([]);
  }

  async #negotiate(): Promise<void> {
    if (this.#closed) return;
    try {
      const connection = this.#connection ?? (await this.#open());
      if (connection === undefined) return;
      this.#addReceiving(connection);
      if (LOST.has(connection.iceConnectionState)) connection.restartIce();
      await connection.setLocalDescription();
      this.#ids.offered();
      const { done, refused } = await this.#signalling.negotiate({
        sdpOffer: connection.localDescription?.sdp ?? "",
        tracks: this.#sections?.offered() ?? [],
        ...(this.#wanted.all ? {} : { wanted: this.#assigned(connection) }),
        ...(this.#connectionId === undefined ? {} : { connectionId: this.#connectionId }),
        ...(this.#replaces === undefined ? {} : { replacesConnectionId: this.#replaces }),
      });
      this.#ids.answered(done?.connectionId);
      if (connection !== this.#connection) {
        if (done) this.#replaces = done.connectionId;
        return;
      }
      if (refused) return await this.#refused(refused);
      [this.#connectionId, this.#replaces] = [done.connectionId, undefined];
      await connection.setRemoteDescription({ type: "answer", sdp: done.answer.sdp });
      this.#received.set(receivedNow(this.#received.getSnapshot(), done.answer.tracks, tracksOf(connection)));
      this.#yield();
    } catch (problem) {
      if (this.#closed) return;
      if (problem instanceof RequestFailed && !passes(problem) && !problem.code.startsWith("TOKEN_"))
        return this.#over({ is: "failed", why: problem });
      console.warn("rtc negotiation failed, trying again", problem);
      await later(SERVER_STARTS);
      this.#negotiation.request();
    }
  }

  #yield(): void {
    if (!this.#closed && this.#ids.areTakenOver) this.#over({ is: "takenOver" });
  }

  async #refused(refusal: Refusal): Promise<void> {
    switch (refusal.code) {
      case "MEDIA_IS_UNAVAILABLE":
        await later(SERVER_STARTS);
        return this.#negotiation.request();
      case "CONNECTION_LOST":
        this.reopen();
        return later(CONNECTION_IS_LOST);
      case "CALL_ALREADY_ENDED":
      case "UNKNOWN_SESSION":
        return; // what is shown of the call follows, and says why
      case "SESSION_TAKEN_OVER":
        return this.#over({ is: "takenOver" });
      default:
        return this.#over({ is: "failed", why: refusal });
    }
  }

  async #open(): Promise<RTCPeerConnection | undefined> {
    const servers = await this.#signalling.iceServers();
    if (this.#closed) return undefined;
    const iceServers = servers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === null ? {} : { username }),
      ...(credential === null ? {} : { credential }),
    }));
    const connection = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
    connection.addEventListener("connectionstatechange", () => this.#stateChanged(connection));
    this.#connection = connection;
    this.#sections = new OwnSections(connection);
    await this.#sections.send(this.#own);
    this.#expectUp();
    return connection;
  }

  #addReceiving(connection: RTCPeerConnection): void {
    for (const media of ["audio", "video"] as const) {
      const there = receiving(connection).filter(({ receiver }) => receiver.track.kind === media).length;
      for (let more = there; more < this.#wanted[media].length; more++)
        preferAgreed(connection.addTransceiver(media, { direction: "recvonly" }), media);
    }
  }

  #assigned(connection: RTCPeerConnection) {
    const sections = receiving(connection).flatMap(({ mid, receiver }) =>
      mid === null ? [] : [{ mid, media: receiver.track.kind }],
    );
    return assigned(sections, this.#received.getSnapshot(), this.#wanted);
  }

  #stateChanged(connection: RTCPeerConnection): void {
    if (connection !== this.#connection) return;
    const { connectionState: state } = connection;
    if (state === "connected") {
      clearTimeout(this.#deadline);
      console.info("rtc connected");
      this.#tell({ is: "up" });
    } else if (state === "disconnected") {
      this.#tell({ is: "down" });
      this.#expectUp();
      this.#negotiation.request();
    } else if (state === "failed" || state === "closed") this.reopen();
  }

  /** Another connection, unless this one comes up in time. */
  #expectUp(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.reopen(), CONNECTS_WITHIN);
  }

  #over(event: MediaEvent): void {
    this.close();
    this.#tell(event);
  }

  #letGo(): void {
    clearTimeout(this.#deadline);
    this.#connection?.close();
    this.#connection = this.#sections = undefined;
    [this.#replaces, this.#connectionId] = [this.#connectionId ?? this.#replaces, undefined];
  }
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const receiving = (connection: RTCPeerConnection): RTCRtpTransceiver[] =>
  connection.getTransceivers().filter(({ direction }) => direction === "recvonly");

function tracksOf(connection: RTCPeerConnection): (mid: string) => MediaStreamTrack | undefined {
  const sections = connection.getTransceivers();
  return (mid) => sections.find((section) => section.mid === mid)?.receiver.track;
}
