import { describe, expect, it } from "vitest";
import { Journal } from "../src/support/journal.ts";

const NOON = Date.parse("2026-01-01T12:00:00Z");

describe("the journal", () => {
  it("says what happened when, and forgets what was long ago", () => {
    let now = NOON;
    const journal = new Journal(() => now);
    for (let number = 0; number < 205; number++) {
      journal.note("tick", number);
      now += 1000;
    }
    expect(journal.entries).toHaveLength(200);
    expect(journal.entries[0]).toEqual({ at: "2026-01-01T12:00:05.000Z", what: "tick", details: 5 });
  });
});
