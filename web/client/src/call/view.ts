import type { CallShownFragment } from "../api/generated.ts";
import type { Received } from "../media/sections.ts";
import type { Phase } from "./machine.ts";

/** All that a screen needs to show of the call that this device is in, or was in last. */
export interface CallView {
  readonly phase: Phase;
  readonly callId: string | null;
  /** This device in the call. */
  readonly sessionId: string | null;
  /** The call as everybody sees it; null until its first state is there. */
  readonly call: CallShownFragment | null;
  /** Sound and pictures of the others, by section. */
  readonly received: readonly Received[];
  /** The ids of the sessions that are heard now. */
  readonly speaking: ReadonlySet<string>;
  /** Whether this device's microphone is on. */
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen: boolean;
  /** Whether the browser plays nothing until the person has clicked: then call `playback.resume` in a click's handler. */
  readonly soundBlocked: boolean;
}
