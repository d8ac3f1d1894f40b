import type { RingShownFragment } from "../src/api/generated.ts";

export const BEGUN = Date.parse("2026-01-01T12:00:00Z");

/** A ring that began at BEGUN and lasts half a minute. */
export function ring(id: string, callee = "ada"): RingShownFragment {
  return {
    id,
    startedAt: new Date(BEGUN).toISOString(),
    expiresAt: new Date(BEGUN + 30_000).toISOString(),
    caller: { id: "grace", name: "Grace", avatarUrl: null },
    callee: { id: callee },
    room: { id: "r1", externalId: "ada-grace", name: "Ada, Grace", kind: "DIRECT" },
    call: { id: `call of ${id}`, title: "Ada, Grace", kind: "DIRECT", provider: { capabilities: ["MIC", "CAM"] } },
  };
}
