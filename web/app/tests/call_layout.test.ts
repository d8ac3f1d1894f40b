import { describe, expect, it } from "vitest";
import { capacity, layoutNow, pagesOf, speakerNow, tileWidth } from "../src/screens/call/stage/layout.ts";
import type { Tile } from "../src/screens/call/tiles.ts";

const tile = (id: string, more: Partial<Tile> = {}): Tile => ({
  id,
  user: { id: `user-${id}`, name: id, avatarUrl: null },
  heardAs: [id],
  isThisDevice: false,
  isHost: false,
  camera: false,
  muted: false,
  hand: null,
  reconnecting: false,
  quality: null,
  ...more,
});
const ids = (tiles: readonly Tile[]) => tiles.map(({ id }) => id).join("");

describe("the layout", () => {
  it("is a grid until somebody chooses another", () => {
    expect(layoutNow(null, null)).toBe("grid");
    expect(layoutNow({ layout: "speaker", share: null }, null)).toBe("speaker");
  });

  it("puts each new screen share first, unless one chooses otherwise while it is on", () => {
    const before = { layout: "speaker", share: null } as const;
    expect(layoutNow(before, "12:00")).toBe("screen");
    expect(layoutNow({ layout: "grid", share: "12:00" }, "12:00")).toBe("grid");
    expect(layoutNow({ layout: "grid", share: "12:00" }, "12:30")).toBe("screen");
  });

  it("is no screen's once nothing is shared any more", () => {
    expect(layoutNow({ layout: "screen", share: "12:00" }, null)).toBe("grid");
  });
});

describe("the grid", () => {
  it("has tiles as large as they fit", () => {
    expect(tileWidth(1, 1600, 900)).toBe(1600);
    expect(tileWidth(2, 1608, 900)).toBe(800);
    expect(tileWidth(4, 1608, 908)).toBe(800);
    expect(tileWidth(3, 390, 800)).toBe(390); // one over the other
    expect(tileWidth(0, 0, 0)).toBe(0);
  });

  it("takes as many as fit at their least width, and no more than pictures can be received", () => {
    expect(capacity(1008, 700, 208, 25)).toBe(20);
    expect(capacity(1008, 700, 208, 9)).toBe(9);
    expect(capacity(100, 50, 208, 25)).toBe(1);
  });

  it("stays as people joined while it is one page, and else shows first who can be seen", () => {
    const all = [tile("a"), tile("b", { camera: true }), tile("c"), tile("d", { camera: true }), tile("e")];
    expect(pagesOf(all, 5).map(ids)).toEqual(["abcde"]);
    expect(pagesOf(all, 2).map(ids)).toEqual(["bd", "ac", "e"]);
    expect(pagesOf([], 2)).toEqual([[]]);
  });
});

describe("the speaker", () => {
  const all = [tile("me", { isThisDevice: true }), tile("a"), tile("b", { heardAs: ["b", "b2"] })];
  const now = (before: string | null, ...speaking: string[]) => speakerNow(before, all, new Set(speaking))?.id;

  it("is whoever is heard, on any device", () => {
    expect(now(null, "b2")).toBe("b");
  });

  it("stays through pauses, and while others speak at the same time", () => {
    expect(now("b")).toBe("b");
    expect(now("b", "a", "b")).toBe("b");
    expect(now("b", "a")).toBe("a");
  });

  it("is never oneself, unless nobody else is there", () => {
    expect(now(null, "me")).toBe("a");
    expect(speakerNow(null, all.slice(0, 1), new Set())?.id).toBe("me");
  });

  it("is another once that one has left", () => {
    expect(now("gone")).toBe("a");
  });
});
