import { describe, expect, it } from "vitest";
import { ledTo, movedBy, rowsAt } from "../src/ui/virtual_rows.ts";

describe("a list that is too long for a page", () => {
  it("has what is seen on the page, and a little around it", () => {
    expect(rowsAt(50_000, 800, 100, 10_000)).toEqual({ first: 492, last: 516 });
    expect(rowsAt(0, 800, 100, 10_000)).toEqual({ first: 0, last: 16 });
    expect(rowsAt(999_200, 800, 100, 10_000)).toEqual({ first: 9_984, last: 9_999 });
  });

  it("has all of a short list, one entry to measure at first, and nothing of none", () => {
    expect(rowsAt(0, 800, 100, 3)).toEqual({ first: 0, last: 2 });
    expect(rowsAt(0, 0, 0, 10_000)).toEqual({ first: 0, last: 0 });
    expect(rowsAt(0, 800, 100, 0)).toEqual({ first: 0, last: -1 });
  });

  it("is gone through by keys, which stop at its ends", () => {
    const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "a"];
    expect(keys.map((key) => ledTo(key, 5, 100, 10))).toEqual([6, 4, 15, 0, 0, 99, undefined]);
    expect(ledTo("ArrowDown", 99, 100, 10)).toBe(99);
  });

  it("knows how far what is looked at has moved", () => {
    const [before, now] = ["bcd", "abcd"].map((ids) => [...ids].map((id) => ({ id })));
    expect(movedBy(before ?? [], now ?? [], 1)).toBe(1);
    expect(movedBy(now ?? [], before ?? [], 2)).toBe(-1);
    expect(movedBy(now ?? [], before ?? [], 0)).toBe(0); // it is gone
    expect(movedBy([], before ?? [], 0)).toBe(0);
  });
});
