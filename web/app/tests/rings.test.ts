import { describe, expect, it } from "vitest";
import { ringingOf, stretchesOf, timeOf } from "../src/screens/log/stretches.ts";
import { arcsOf, pathOf, ringsOf, shareOf } from "../src/ui/rings.ts";

const CALL = { from: 1_000, until: 2_000 };

describe("the arcs of who was in a call", () => {
  it("begin and end where they came and went, as parts of a turn", () => {
    const arcs = arcsOf(
      [
        { from: 1_250, until: 1_500 },
        { from: 1_750, until: 2_000 },
      ],
      CALL,
    );
    expect(arcs).toEqual([
      { from: 0.25, until: 0.5 },
      { from: 0.75, until: 1 },
    ]);
    expect(
      shareOf(
        [
          { from: 1_250, until: 1_500 },
          { from: 1_750, until: 2_000 },
        ],
        CALL,
      ),
    ).toBe(0.5);
  });

  it("are one where the same person was there twice at once, in any order", () => {
    const arcs = arcsOf(
      [
        { from: 1_400, until: 1_800 },
        { from: 1_000, until: 1_500 },
        { from: 1_100, until: 1_200 },
      ],
      CALL,
    );
    expect(arcs).toEqual([{ from: 0, until: 0.8 }]);
  });

  it("stay within the call, and are seen however short they are", () => {
    expect(arcsOf([{ from: 0, until: 9_000 }], CALL)).toEqual([{ from: 0, until: 1 }]);
    for (const at of [1_000, 1_500, 2_000]) {
      const [arc] = arcsOf([{ from: at, until: at }], CALL);
      expect(arc?.until).toBeLessThanOrEqual(1);
      expect((arc?.until ?? 0) - (arc?.from ?? 0)).toBeGreaterThan(0.01);
    }
  });

  it("are whole turns of a call that took no time", () => {
    expect(arcsOf([{ from: 5, until: 5 }], { from: 5, until: 5 })).toEqual([{ from: 0, until: 1 }]);
    expect(arcsOf([], CALL)).toEqual([]);
  });
});

describe("the rings of a call", () => {
  const visits = (count: number) =>
    Array.from({ length: count }, (_, index) => [{ from: 1_000 + 100 * index, until: 1_100 + 100 * index }]);

  it("are one for each attendee", () => {
    const rings = ringsOf(visits(3), CALL);
    expect(rings.map(({ people }) => people)).toEqual([1, 1, 1]);
    expect(rings[1]?.arcs).toEqual([{ from: 0.1, until: 0.2 }]);
  });

  it("have all others in the last one where there are too many for rings of their own", () => {
    const rings = ringsOf(visits(8), CALL, 4);
    expect(rings.map(({ people }) => people)).toEqual([1, 1, 1, 5]);
    expect(rings[3]?.arcs).toEqual([{ from: 0.3, until: 0.8 }]);
    expect(ringsOf(visits(4), CALL, 4).map(({ people }) => people)).toEqual([1, 1, 1, 1]);
  });

  it("are drawn clockwise from the top", () => {
    expect(pathOf({ from: 0, until: 0.5 }, 10)).toMatch(
      /^M 0.00 -10.00 A 10 10 0 0 1 10.00 -?0.00 A 10 10 0 0 1 0.00 10.00$/,
    );
    expect(pathOf({ from: 0, until: 1 }, 10)).toMatch(/^M -?0.00 -10.00 .* -?0.00 10.00 .* -?0.00 -10.00$/);
  });
});

describe("the times of a call", () => {
  const direct = { kind: "DIRECT", startedAt: "2026-11-24T10:00:00Z", endedAt: "2026-11-24T10:01:00Z" } as const;

  it("last until its end, or until now", () => {
    expect(timeOf(direct)).toEqual({ from: Date.UTC(2026, 10, 24, 10), until: Date.UTC(2026, 10, 24, 10, 1) });
    expect(timeOf({ startedAt: direct.startedAt, endedAt: null }, 7).until).toBe(7);
    expect(stretchesOf([{ joinedAt: direct.startedAt, leftAt: direct.endedAt }])).toEqual([timeOf(direct)]);
  });

  it("tell when it rang: until somebody answered, or to its end", () => {
    const rang = (answeredAt: string | null, endReason: "HUNG_UP" | "DECLINED") =>
      ringingOf({ ...direct, answeredAt, endReason });
    expect(rang("2026-11-24T10:00:08Z", "HUNG_UP")?.until).toBe(Date.UTC(2026, 10, 24, 10, 0, 8));
    expect(rang(null, "DECLINED")).toEqual(timeOf(direct));
    expect(rang(null, "HUNG_UP")).toBeUndefined(); // it rang for nobody
    expect(ringingOf({ ...direct, kind: "CONFERENCE", answeredAt: null, endReason: "HUNG_UP" })).toBeUndefined();
  });
});
