import { afterEach, expect, test, vi } from "vitest";
import type { CallView } from "../src/call/current_call.ts";
import { LastCallStatistics } from "../src/call/statistics.ts";
import { type StatsEntry, statisticsIn } from "../src/media/statistics.ts";
import { Store } from "../src/observable.ts";

const ENTRIES: StatsEntry[] = [
  { id: "T", type: "transport", selectedCandidatePairId: "P2" },
  { id: "P1", type: "candidate-pair", nominated: true, currentRoundTripTime: 9 },
  { id: "P2", type: "candidate-pair", localCandidateId: "L", remoteCandidateId: "R", currentRoundTripTime: 0.0123 },
  { id: "L", type: "local-candidate", candidateType: "srflx", protocol: "udp", address: "198.51.100.7" },
  { id: "R", type: "remote-candidate", candidateType: "host", protocol: "udp", address: "203.0.113.9" },
  { id: "C", type: "codec", mimeType: "audio/opus" },
  { id: "O", type: "outbound-rtp", kind: "audio", codecId: "C", packetsSent: 50, bytesSent: 4000 },
  { id: "F", type: "remote-inbound-rtp", localId: "O", packetsLost: 3, jitter: 0.002 },
  {
    id: "I",
    type: "inbound-rtp",
    kind: "video",
    packetsReceived: 7,
    bytesReceived: 9000,
    packetsLost: 1,
    jitter: 0.01,
    framesPerSecond: 24,
    frameWidth: 640,
    frameHeight: 360,
  },
];

test("a connection's statistics tell how it goes and what it carries, and nobody's address", () => {
  const shown = statisticsIn(ENTRIES, "connected", 10_000, { at: 9_000, bytes: new Map([["O", 3000]]) });
  expect(shown).toMatchObject({ at: "1970-01-01T00:00:10.000Z", from: "srflx udp", to: "host udp", roundTripMs: 12 });
  const [sound, picture] = shown.streams;
  expect(sound).toMatchObject({ direction: "sent", codec: "audio/opus", packets: 50, packetsLost: 3, jitterMs: 2 });
  expect(sound?.bitsPerSecond).toBe(8000);
  expect(picture).toMatchObject({ direction: "received", packetsLost: 1, jitterMs: 10, size: "640×360" });
  expect(picture?.bitsPerSecond).toBeNull();
  expect(JSON.stringify(shown)).not.toMatch(/198\.51|203\.0/);
});

test("before anything is connected there is nothing to tell", () => {
  expect(statisticsIn([], "new", 0)).toMatchObject({ from: null, to: null, roundTripMs: null, streams: [] });
});

/** A call as far as statistics follow it. */
class Followed extends Store<CallView> {
  peer: { connectionState: RTCPeerConnectionState; getStats: () => Promise<RTCStatsReport> } | undefined;

  constructor() {
    super({ phase: { at: "idle" }, callId: null } as CallView);
  }

  in(callId: string, packetsSent: number): void {
    const entries = new Map([["O", { id: "O", type: "outbound-rtp", kind: "audio", packetsSent }]]);
    this.peer = { connectionState: "connected", getStats: async () => entries };
    this.set({ phase: { at: "connected" }, callId } as CallView);
  }

  left(): void {
    this.peer = undefined;
    this.set({ ...this.getSnapshot(), phase: { at: "left" } });
  }
}

afterEach(() => vi.useRealTimers());

test("the last call's are kept after it, until another is entered", async () => {
  vi.useFakeTimers();
  const call = new Followed();
  const statistics = new LastCallStatistics(call);
  expect(await statistics.read()).toBeNull();

  call.in("c1", 50);
  expect((await statistics.read())?.media?.streams[0]?.packets).toBe(50);
  call.in("c1", 90);
  await vi.advanceTimersByTimeAsync(6_000);
  call.left();
  expect(vi.getTimerCount()).toBe(0);
  const kept = await statistics.read();
  expect(kept).toMatchObject({ callId: "c1", phase: "left", leftAt: new Date().toISOString() });
  expect(kept?.media?.streams[0]?.packets).toBe(90);

  call.in("c2", 1);
  expect(await statistics.read()).toMatchObject({ callId: "c2", phase: "connected", leftAt: null });
  call.in("c3", 1); // without having left
  expect(await statistics.read()).toMatchObject({ callId: "c3", leftAt: null });
  statistics.close();
  expect(vi.getTimerCount()).toBe(0);
});
