import { describe, expect, it } from "vitest";
import { firstUnread, saysWhose } from "../src/screens/thread/messages.ts";

const ADA = { id: "u1", name: "Ada", avatarUrl: null };
const GRACE = { id: "u2", name: "Grace", avatarUrl: null };
const message = (id: string, author: typeof ADA, minute: number) => ({
  id,
  author,
  postedAt: `2030-01-01T09:${String(minute).padStart(2, "0")}:00Z`,
});

describe("a call's messages", () => {
  it("say whose they are where another person begins, or the same one later", () => {
    const first = message("1", ADA, 0);
    expect(saysWhose(first, undefined)).toBe(true);
    expect(saysWhose(message("2", ADA, 4), first)).toBe(false);
    expect(saysWhose(message("2", ADA, 6), first)).toBe(true);
    expect(saysWhose(message("2", GRACE, 0), first)).toBe(true);
  });

  it("are new from the oldest that others wrote and one hasn't read", () => {
    const newestFirst = [message("4", GRACE, 4), message("3", ADA, 3), message("2", GRACE, 2), message("1", GRACE, 1)];
    const found = (count: number) => firstUnread(newestFirst, ADA.id, count);
    expect([0, 1, 2, 3, 100].map(found)).toEqual([undefined, "4", "2", "1", "1"]);
  });
});
