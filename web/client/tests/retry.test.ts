import { expect, test } from "vitest";
import { waitBefore } from "../src/api/retry.ts";

const LONGEST = () => 1;

test("whoever waits for a server is back within five seconds after it is", () => {
  for (let failures = 0; failures < 50; failures++) expect(waitBefore(failures, 1006, LONGEST)).toBeLessThan(5_000);
});

test("waits double, and everybody's differ", () => {
  expect([0, 1, 2, 3, 4].map((failures) => waitBefore(failures, 1006, LONGEST))).toEqual([500, 1000, 2000, 4000, 4000]);
  expect([0, 0.25, 0.5].map((random) => waitBefore(3, 1006, () => random))).toEqual([0, 1000, 2000]);
});

test("who sends too much, or again and again a token that isn't one, waits for long", () => {
  expect(waitBefore(0, 1008, LONGEST)).toBe(30_000);
  expect(waitBefore(0, 4403, LONGEST)).toBe(500);
  expect(waitBefore(3, 4403, LONGEST)).toBe(30_000);
});
