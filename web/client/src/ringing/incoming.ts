import type { RingQuietReason, RingShownFragment } from "../api/generated.ts";

/** A call that comes in, or did a few seconds ago. */
export interface IncomingCall {
  readonly ring: RingShownFragment;
  /** Null while it rings; then why it went quiet without anything having been done about it in this tab. */
  readonly quiet: RingQuietReason | null;
}

/** What the server tells of rings. */
export interface ToldRings {
  readonly rings: readonly RingShownFragment[];
  readonly quietRings: readonly (RingShownFragment & { readonly quietReason: RingQuietReason | null })[];
}

/**
 * The incoming calls after those before, the newest on top: what doesn't change stays the same objects. `settled` are the ids of
 * rings that were answered in this tab; `now` is the server's time, in ms, at which a ring runs out even if nobody says so.
 */
export function incomingAfter(
  before: readonly IncomingCall[],
  told: ToldRings,
  settled: ReadonlySet<string>,
  now: number,
): readonly IncomingCall[] {
  const rings = new Map(told.rings.map((ring) => [ring.id, ring]));
  const reasons = new Map(told.quietRings.map(({ id, quietReason }) => [id, quietReason]));
  const known = new Set(before.map(({ ring }) => ring.id));
  const begun = told.rings.filter(({ id, expiresAt }) => !known.has(id) && Date.parse(expiresAt) > now);
  const all = [...begun.map((ring): IncomingCall => ({ ring, quiet: null })), ...before];
  const after = all
    .filter(({ ring }) => !settled.has(ring.id))
    .map((call): IncomingCall | null => {
      const ring = rings.get(call.ring.id);
      const expired = Date.parse(call.ring.expiresAt) <= now ? ("EXPIRED" as const) : null;
      const quiet = reasons.get(call.ring.id) ?? call.quiet ?? expired;
      if (quiet === null && !ring) return null; // nobody may tell why
      return quiet === call.quiet && (ring ?? call.ring) === call.ring ? call : { ring: ring ?? call.ring, quiet };
    })
    .filter((call) => call !== null);
  return after.length === before.length && after.every((call, at) => call === before[at]) ? before : after;
}

/** Those that ring now. */
export const ringing = (calls: readonly IncomingCall[]): readonly RingShownFragment[] =>
  calls.filter(({ quiet }) => quiet === null).map(({ ring }) => ring);
