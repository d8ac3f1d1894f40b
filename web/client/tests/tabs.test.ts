import { afterEach, describe, expect, it, vi } from "vitest";
import type { RingShownFragment } from "../src/api/generated.ts";
import { RING_TONES, RINGBACK } from "../src/media/tones.ts";
import { Store } from "../src/observable.ts";
import { notifier } from "../src/tabs/notifier.ts";
import { OneTab } from "../src/tabs/one_tab.ts";
import { ringWish, toneNow } from "../src/tabs/ringer.ts";
import { ring } from "./rings.ts";

const soon = (what: () => unknown) => expect.poll(what, { interval: 5 });

describe("of tabs that wish the same, one", () => {
  const tabs: OneTab[] = [];
  function tab(name: string, turn: "first" | "inLine" | "last" = "inLine"): OneTab {
    const made = new OneTab();
    made.wish({ name, turn });
    tabs.push(made);
    return made;
  }
  afterEach(() => {
    for (const each of tabs.splice(0)) each.wish(null);
  });

  it("does it, and the next as soon as that one doesn't wish it any more", async () => {
    const [one, two] = [tab("a"), tab("a")];
    await soon(() => [one.getSnapshot(), two.getSnapshot()]).toEqual([true, false]);
    one.wish(null);
    expect(one.getSnapshot()).toBe(false);
    await soon(two.getSnapshot).toBe(true);
  });

  it("does it, and of others that wish something else, another", async () => {
    const [one, two] = [tab("a"), tab("b")];
    await soon(() => [one.getSnapshot(), two.getSnapshot()]).toEqual([true, true]);
  });

  it("takes it from the others if it comes first, which are in line again then", async () => {
    const one = tab("a");
    await soon(one.getSnapshot).toBe(true);
    const two = tab("a", "first");
    await soon(() => [one.getSnapshot(), two.getSnapshot()]).toEqual([false, true]);
    one.wish({ name: "a", turn: "first" });
    await soon(() => [one.getSnapshot(), two.getSnapshot()]).toEqual([true, false]);
    one.wish({ name: "a", turn: "last" }); // keeps what it has
    expect(one.getSnapshot()).toBe(true);
    one.wish(null);
    await soon(two.getSnapshot).toBe(true);
  });

  it("does it though it comes last, if no other wishes it", async () => {
    const [last, inLine] = [tab("a", "last"), tab("a")];
    await soon(inLine.getSnapshot).toBe(true);
    expect(last.getSnapshot()).toBe(false);
    inLine.wish(null);
    await soon(last.getSnapshot).toBe(true);
  });
});

describe("what rings", () => {
  it("is heard in the tone of the person, and as a caller hears it, but not in a call", () => {
    expect(toneNow("idle", "chime", true)).toBe(RING_TONES.chime);
    expect(toneNow("ended", "chime", true)).toBe(RING_TONES.chime);
    expect(toneNow("idle", "chime", false)).toBe(null);
    expect(toneNow("calling", "chime", false)).toBe(RINGBACK);
    for (const at of ["entering", "connecting", "connected", "reconnecting"] as const)
      expect(toneNow(at, "chime", true)).toBe(null);
  });

  it("is heard in a tab that was clicked in, one for each person", () => {
    expect(ringWish([], true)).toBe(null);
    expect(ringWish([ring("1")], false)).toBe(null);
    expect(ringWish([ring("2"), ring("1")], true)).toEqual(ringWish([ring("1")], true));
    expect(ringWish([ring("1", "grace")], true)).not.toEqual(ringWish([ring("1")], true));
  });

  /** A tab with its notifications: those that are shown. */
  function noticing(hidden: boolean, wanted = true) {
    const rings = new Store<readonly RingShownFragment[]>([]);
    const [isHidden, isWanted] = [new Store(hidden), new Store(wanted)];
    const shown = new Set<string>();
    const show = vi.fn(({ id }: RingShownFragment) => {
      shown.add(id);
      return () => shown.delete(id);
    });
    const stop = notifier({ rings, hidden: isHidden, wanted: isWanted, show });
    return { rings, isHidden, isWanted, shown, show, stop };
  }

  it("is told by one hidden tab, until each ring ends", async () => {
    const tabs = [noticing(true), noticing(true)];
    for (const { rings } of tabs) rings.set([ring("2"), ring("1")]);
    await soon(() => tabs.flatMap(({ shown }) => [...shown])).toEqual(["2", "1"]);
    for (const { rings } of tabs) rings.set([ring("1")]);
    expect(tabs.flatMap(({ shown }) => [...shown])).toEqual(["1"]);
    for (const { stop } of tabs) stop();
    expect(tabs.flatMap(({ shown }) => [...shown])).toEqual([]);
  });

  it("is told by no hidden tab while another is seen, and by one as soon as that is hidden or closed", async () => {
    const [behind, front] = [noticing(true), noticing(false)];
    for (const { rings } of [behind, front]) rings.set([ring("1")]);
    await new Promise((resolve) => setTimeout(resolve, 400)); // longer than a hidden tab lets others come first
    expect([behind.show.mock.calls.length, front.show.mock.calls.length]).toEqual([0, 0]);
    front.isHidden.set(true);
    expect([...front.shown]).toEqual(["1"]);
    front.isHidden.set(false);
    expect([...front.shown]).toEqual([]);
    front.stop();
    await soon(() => [...behind.shown]).toEqual(["1"]);
    behind.isWanted.set(false);
    expect([...behind.shown]).toEqual([]);
    behind.stop();
  });
});
