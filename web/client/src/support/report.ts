import type { ConnectionStatus } from "../api/hub.ts";
import type { CallView } from "../call/current_call.ts";
import type { Own } from "../call/own_media.ts";
import type { CallStatistics } from "../call/statistics.ts";
import type { JournalEntry } from "./journal.ts";

/** What helps whoever is asked why a call went wrong. It holds ids and no names, and nothing that was said or written. */
export interface DebugReport {
  readonly program: string;
  /** By this device's clock, ISO 8601; and by how much the server's is ahead of it, in ms. */
  readonly at: string;
  readonly serverAheadMs: number;
  readonly browser: Browser;
  readonly connection: ConnectionStatus;
  readonly call: {
    readonly callId: string | null;
    readonly sessionId: string | null;
    readonly phase: CallView["phase"]["at"];
    readonly startedAt: string | null;
    readonly participants: number;
    readonly microphone: string;
    readonly camera: string;
  };
  readonly statistics: CallStatistics | null;
  readonly journal: readonly JournalEntry[];
}

/** Which browser this is, and on what. */
export interface Browser {
  readonly userAgent: string;
  readonly platform: string;
  readonly language: string;
  readonly online: boolean;
  readonly secure: boolean;
}

/** What a browser says of itself: where it tells the operating system's version, with that. */
export async function browser(): Promise<Browser> {
  const { userAgent, language, onLine, userAgentData } = navigator as Navigator & { userAgentData?: UserAgentData };
  const asked = await userAgentData?.getHighEntropyValues(["platformVersion", "architecture"]).catch(() => undefined);
  const platform = asked ? `${asked.platform} ${asked.platformVersion} ${asked.architecture}` : navigator.platform;
  return { userAgent, platform, language, online: onLine, secure: isSecureContext };
}

/** https://wicg.github.io/ua-client-hints, which Chromium has. */
interface UserAgentData {
  getHighEntropyValues(hints: string[]): Promise<{ platform: string; platformVersion: string; architecture: string }>;
}

export function callReported({ callId, sessionId, phase, call, microphone, camera }: CallView, own: Own) {
  return {
    callId,
    sessionId,
    phase: phase.at,
    startedAt: call?.startedAt ?? null,
    participants: call?.participants.length ?? 0,
    microphone: device(own.microphone, microphone),
    camera: device(own.camera, camera),
  };
}

/** Not its name, which may be a person's. */
function device(track: MediaStreamTrack | null, on: boolean): string {
  if (!track) return "none";
  const states = [on ? "on" : "off", track.readyState, track.muted ? "muted by the system" : ""];
  return states.filter(Boolean).join(", ");
}
