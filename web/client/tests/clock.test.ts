import { expect, test } from "vitest";
import { ServerClock } from "../src/api/clock.ts";

test("the server's clock is as far ahead as its answers say, and the quickest answer says it best", () => {
  let local = Date.parse("2026-01-01T12:00:00Z");
  const clock = new ServerClock(() => local);
  expect(clock.now()).toBe(local);

  local += 200;
  clock.learn("2026-01-01T12:01:00.100Z", local - 200);
  expect(clock.now() - local).toBe(60_000);
  local += 2_000;
  clock.learn("2026-01-01T12:05:00Z", local - 2_000);
  expect(clock.now() - local).toBe(60_000);
  clock.learn("no time", local);
  expect(clock.until("2026-01-01T12:01:12.200Z")).toBe(10_000);
  expect(clock.until("2026-01-01T12:00:00Z")).toBe(0);
});
