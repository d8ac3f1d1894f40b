import { describe, expect, it } from "vitest";
import { type Page, Pages } from "../src/state/pages.ts";

interface Entry {
  readonly id: string;
  readonly title?: string;
}

const entries = (...ids: string[]): Entry[] => ids.map((id) => ({ id }));

/** A page; what comes after it is asked for by its last id. */
function page(nodes: Entry[], hasNextPage = true): Page<Entry> {
  return { nodes, pageInfo: { hasNextPage, endCursor: nodes.at(-1)?.id ?? null } };
}

function listOf(answers: Record<string, Page<Entry> | Error>) {
  const asked: (string | null)[] = [];
  const pages = new Pages<Entry>(async (after) => {
    asked.push(after);
    const answer = answers[after ?? "the top"];
    if (!answer || answer instanceof Error) throw answer ?? new Error(`nothing after ${after}`);
    return answer;
  });
  return { asked, pages, shown: () => pages.items.value?.map(({ id }) => id).join("") };
}

describe("a list of pages", () => {
  it("begins with nothing, and grows by a page at a time until the last", async () => {
    const { pages, shown, asked } = listOf({ "the top": page(entries("h", "g")), g: page(entries("f", "e"), false) });
    expect(shown()).toBeUndefined();
    await pages.more();
    expect(shown()).toBe("hg");
    await Promise.all([pages.more(), pages.more()]);
    expect(shown()).toBe("hgfe");
    await pages.more();
    expect(asked).toEqual([null, "g"]);
    expect(pages.hasMore.value).toBe(false);
  });

  it("shows how its beginning stands, and keeps what came after it", async () => {
    const { pages, shown } = listOf({ g: page(entries("f", "e")), e: page(entries("d"), false) });
    pages.begin(page(entries("h", "g")));
    await pages.more();
    pages.begin(page([{ id: "i" }, { id: "h", title: "another" }]));
    expect(shown()).toBe("ihgfe");
    expect(pages.items.value?.[1]?.title).toBe("another");
    await pages.more();
    expect(shown()).toBe("ihgfed");
  });

  it("lets go of what is gone from its beginning", () => {
    const { pages, shown } = listOf({});
    pages.begin(page(entries("h", "g", "f")));
    pages.begin(page(entries("h", "f", "e")));
    expect(shown()).toBe("hfe");
    pages.begin(page(entries("f"), false));
    expect(shown()).toBe("f");
    expect(pages.hasMore.value).toBe(false);
  });

  it("begins anew where more has come than it can join, also while more is asked for", async () => {
    const { pages, shown, asked } = listOf({ g: page(entries("f", "e")), y: page(entries("x")) });
    pages.begin(page(entries("h", "g")));
    const late = pages.more();
    pages.begin(page(entries("z", "y")));
    await late;
    expect(shown()).toBe("zy");
    await pages.more();
    expect(shown()).toBe("zyx");
    expect(asked).toEqual(["g", "y"]);
  });

  it("shows nothing twice that has moved from one page to the next", async () => {
    const { pages, shown } = listOf({ g: page(entries("g", "f")) });
    pages.begin(page(entries("h", "g")));
    await pages.more();
    expect(shown()).toBe("hgf");
  });

  it("tells why there is no more, and tries again when asked to", async () => {
    const answers: Record<string, Page<Entry> | Error> = { "the top": new Error("away") };
    const { pages, shown } = listOf(answers);
    await pages.more();
    expect(pages.problem.value).toEqual(new Error("away"));
    answers["the top"] = page(entries("h"), false);
    await pages.more();
    expect([shown(), pages.problem.value]).toEqual(["h", undefined]);
    answers["the top"] = new Error("away again");
    await pages.refresh();
    expect([shown(), pages.problem.value]).toEqual(["h", undefined]);
  });
});
