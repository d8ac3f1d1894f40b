import { describe, expect, it } from "vitest";
import { CATEGORIES, emojiOf, found } from "../src/screens/call/controls/emoji.ts";
import { countsIn, mostUsed } from "../src/screens/call/controls/frequent.ts";

describe("emoji", () => {
  const shown = (search: string) => found(search, CATEGORIES[0] ?? "").map(({ emoji }) => emoji);

  it("are found by all that they are called, those first that begin so", () => {
    expect(shown("rocket")[0]).toBe("🚀");
    expect(shown("thumbsup")).toContain("👍");
    expect(shown("Face TEARS joy")).toContain("😂");
    expect(shown("no such thing")).toEqual([]);
  });

  it("are a category's until one searches", () => {
    expect(new Set(found("  ", "Flags").map(({ category }) => category))).toEqual(new Set(["Flags"]));
  });

  it("are known by their short names, with colons or without", () => {
    expect([emojiOf("tada"), emojiOf(":+1:"), emojiOf("party_parrot")]).toEqual(["🎉", "👍", undefined]);
  });

  it("are offered by how often one has used them, filled up with what everybody uses", () => {
    expect(mostUsed({})).toHaveLength(8);
    expect(mostUsed({ "🚀": 1, "🦀": 3, "👍": 2 }).slice(0, 4)).toEqual(["🦀", "👍", "🚀", "❤️"]);
  });

  it("are counted as far as what was kept is ours", () => {
    expect(countsIn('{"🚀":2,"👍":"many"}')).toEqual({ "🚀": 2 });
    for (const json of [null, "", "null", "[", "7"]) expect(countsIn(json)).toEqual({});
  });
});
