import type { MessageShownFragment } from "@ringlog/client";
import { describe, expect, it } from "vitest";
import { ending, headline } from "../src/screens/room/outcome.ts";

const ADA = { id: "u1", name: "Ada", avatarUrl: null };

function call(changes: Partial<MessageShownFragment>): MessageShownFragment {
  return {
    id: "m1",
    title: "Standup",
    kind: "DIRECT",
    state: "ENDED",
    endReason: null,
    startedAt: "2030-01-01T09:00:00Z",
    endedAt: null,
    durationSeconds: null,
    participantCount: 1,
    initiator: ADA,
    thumbnails: [ADA],
    call: { id: "c1", recording: null },
    ...changes,
  };
}

describe("a call in a timeline", () => {
  it("says who called whom, from where one stands", () => {
    const words = (state: MessageShownFragment["state"]) =>
      ["u1", "u2"].map((viewer) => headline(call({ state }), viewer));
    expect(words("CALLING")).toEqual(["You are calling", "Ada is calling"]);
    expect(words("ENDED")).toEqual(["You called", "Ada called"]);
    expect(headline(call({ kind: "CONFERENCE", state: "ONGOING" }), "u2")).toBe("Ada started a call");
  });

  it("tells declined, unanswered and cancelled apart, and missed for whom it rang", () => {
    const words = (endReason: MessageShownFragment["endReason"]) =>
      ["u1", "u2"].map((viewer) => ending(call({ endReason }), viewer));
    expect(words("NOT_ANSWERED")).toEqual(["Nobody answered", "Missed call"]);
    expect(
      new Set(["NOT_ANSWERED", "DECLINED", "CANCELLED", "HUNG_UP"].map((each) => words(each as "DECLINED")[0])).size,
    ).toBe(4);
    expect(words(null)).toEqual([null, null]);
  });
});
