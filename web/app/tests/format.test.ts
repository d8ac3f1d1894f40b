import { describe, expect, it } from "vitest";
import { duration } from "../src/text/format.ts";
import { initials } from "../src/ui/Avatar.tsx";

describe("what people read", () => {
  it("has minutes and seconds, and hours only once there are some", () => {
    expect([0, 65.9, 3599, 3600, 4027].map(duration)).toEqual(["0:00", "1:05", "59:59", "1:00:00", "1:07:07"]);
    expect(duration(-1)).toBe("0:00"); // clocks are off
  });

  it("shortens names to their first letters, whatever these are", () => {
    expect(["Ada Lovelace", "Cher", "Ana María de la O", " ", "𝔸da"].map(initials)).toEqual(["AL", "C", "AO", "", "𝔸"]);
  });
});
