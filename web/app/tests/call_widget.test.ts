import { describe, expect, it } from "vitest";
import { cornerOf, movedByKey, onPage } from "../src/screens/call/widget/position.ts";

const SIZE = { width: 320, height: 140 };
const PAGE = { width: 1280, height: 800 };

describe("where the call's window lies", () => {
  it("is where it was put, wholly on the page", () => {
    expect(onPage({ x: 400, y: 300 }, SIZE, PAGE)).toEqual({ x: 400, y: 300 });
    expect(onPage({ x: 5000, y: 5000 }, SIZE, PAGE)).toEqual({ x: 952, y: 652 });
    expect(onPage({ x: -50, y: -50 }, SIZE, PAGE)).toEqual({ x: 8, y: 8 });
  });

  it("begins at the upper corner of a page that is smaller, so that its handle can be reached", () => {
    expect(onPage({ x: 400, y: 300 }, SIZE, { width: 300, height: 100 })).toEqual({ x: 8, y: 8 });
  });

  it("is the upper corner where lines end, until it is put anywhere", () => {
    expect(cornerOf(SIZE, PAGE, false)).toEqual({ x: 952, y: 72 });
    expect(cornerOf(SIZE, PAGE, true)).toEqual({ x: 8, y: 72 });
  });

  it("is moved by arrow keys, further with Shift, and by no other key", () => {
    const at = { x: 100, y: 100 };
    expect(movedByKey(at, "ArrowLeft", false)).toEqual({ x: 84, y: 100 });
    expect(movedByKey(at, "ArrowDown", true)).toEqual({ x: 100, y: 196 });
    expect(movedByKey(at, "m", false)).toBeUndefined();
  });
});
