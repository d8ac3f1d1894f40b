/** One stream of sound or pictures, from when it began. */
export interface StreamStatistics {
  readonly kind: "audio" | "video";
  readonly direction: "sent" | "received";
  /** Such as `audio/opus`; null until it is known. */
  readonly codec: string | null;
  readonly packets: number;
  readonly bytes: number;
  /** Since the look before; null at the first. */
  readonly bitsPerSecond: number | null;
  /** As the receiving end says; null until it does. */
  readonly packetsLost: number | null;
  readonly jitterMs: number | null;
  /** Of pictures: how many a second, and their size in pixels. */
  readonly framesPerSecond?: number;
  readonly size?: string;
}

/** What a connection for media carries, and over what. It has no network addresses, so that it may be shown to others. */
export interface MediaStatistics {
  /** ISO 8601, by this device's clock. */
  readonly at: string;
  readonly connection: RTCPeerConnectionState;
  /** How this device and the server reach each other, such as `host udp`; null until they do. */
  readonly from: string | null;
  readonly to: string | null;
  readonly roundTripMs: number | null;
  readonly streams: readonly StreamStatistics[];
}

/** What `RTCStatsReport` has of one thing: https://www.w3.org/TR/webrtc-stats/ */
export type StatsEntry = { readonly id: string; readonly type: string } & { readonly [name: string]: unknown };

interface Before {
  readonly at: number;
  /** Bytes by the id of a stream. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** Looks at connections, one look after the other, and tells what has gone through since. */
export class StatisticsReader {
  #before: Before | undefined;

  async read(peer: Pick<RTCPeerConnection, "getStats" | "connectionState">): Promise<MediaStatistics> {
    const entries: StatsEntry[] = [];
    (await peer.getStats()).forEach((entry: StatsEntry) => {
      entries.push(entry);
    });
    const now = Date.now();
    const statistics = statisticsIn(entries, peer.connectionState, now, this.#before);
    const bytes = streamsIn(entries).map((stream) => [stream.id, bytesOf(stream)] as const);
    this.#before = { at: now, bytes: new Map(bytes) };
    return statistics;
  }
}

/** now: ms. */
export function statisticsIn(
  entries: readonly StatsEntry[],
  connection: RTCPeerConnectionState,
  now: number,
  before?: Before,
): MediaStatistics {
  const named = new Map(entries.map((entry) => [entry.id, entry]));
  const pair = chosenPair(entries, named);
  return {
    at: new Date(now).toISOString(),
    connection,
    from: candidate(named.get(text(pair?.localCandidateId) ?? "")),
    to: candidate(named.get(text(pair?.remoteCandidateId) ?? "")),
    roundTripMs: milliseconds(pair?.currentRoundTripTime),
    streams: streamsIn(entries).map((stream) => streamOf(stream, entries, named, now, before)),
  };
}

const TYPES = { "outbound-rtp": "sent", "inbound-rtp": "received" } as const;

const streamsIn = (entries: readonly StatsEntry[]): StatsEntry[] => entries.filter(({ type }) => type in TYPES);

function chosenPair(entries: readonly StatsEntry[], named: ReadonlyMap<string, StatsEntry>): StatsEntry | undefined {
  const transport = entries.find(({ type }) => type === "transport");
  const pairs = entries.filter(({ type }) => type === "candidate-pair");
  return named.get(text(transport?.selectedCandidatePairId) ?? "") ?? pairs.find(({ nominated }) => nominated === true);
}

function candidate(entry: StatsEntry | undefined): string | null {
  return entry ? [entry.candidateType, entry.protocol].filter((word) => text(word) !== null).join(" ") : null;
}

function streamOf(
  stream: StatsEntry,
  entries: readonly StatsEntry[],
  named: ReadonlyMap<string, StatsEntry>,
  now: number,
  before: Before | undefined,
): StreamStatistics {
  const direction = TYPES[stream.type as keyof typeof TYPES];
  const far = entries.find(({ type, localId }) => type === "remote-inbound-rtp" && localId === stream.id);
  const heard = direction === "sent" ? far : stream; // who receives knows what was lost
  const [bytes, earlier] = [bytesOf(stream), before?.bytes.get(stream.id)];
  const seconds = before ? (now - before.at) / 1000 : 0;
  return {
    kind: stream.kind === "video" ? "video" : "audio",
    direction,
    codec: text(named.get(text(stream.codecId) ?? "")?.mimeType),
    packets: number(stream.packetsSent ?? stream.packetsReceived) ?? 0,
    bytes,
    bitsPerSecond: earlier === undefined || seconds <= 0 ? null : Math.round((8 * (bytes - earlier)) / seconds),
    packetsLost: number(heard?.packetsLost),
    jitterMs: milliseconds(heard?.jitter),
    ...pictures(stream),
  };
}

function pictures({ kind, framesPerSecond, frameWidth, frameHeight }: StatsEntry) {
  if (kind !== "video") return {};
  const [rate, width, height] = [framesPerSecond, frameWidth, frameHeight].map(number);
  return {
    framesPerSecond: rate ?? 0,
    ...(width == null || height == null ? {} : { size: `${width}×${height}` }),
  };
}

const bytesOf = (stream: StatsEntry): number => number(stream.bytesSent ?? stream.bytesReceived) ?? 0;
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

function milliseconds(seconds: unknown): number | null {
  const given = number(seconds);
  return given === null ? null : Math.round(1000 * given);
}
