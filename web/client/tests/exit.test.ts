import { expect, test } from "vitest";
import { RequestFailed } from "../src/api/errors.ts";
import { exitOf } from "../src/call/exit.ts";

const EXIT = { sessionId: "s1", reason: "REMOVED", removedBy: null } as const;

test("why a session is out is asked until it is told, or shown to be the call's end", async () => {
  let asked = 0;
  const answers = [[], new RequestFailed("NO_NETWORK", "Gone."), [{ ...EXIT, sessionId: "s0" }, EXIT]];
  const exits = async () => {
    const answer = answers[asked++] ?? [];
    if (answer instanceof RequestFailed) throw answer;
    return answer;
  };
  let waited = 0;
  const wait = async () => void waited++;
  expect(await exitOf("s1", exits, () => true, wait)).toBe(EXIT);
  expect([asked, waited]).toEqual([3, 2]);
  expect(await exitOf("s1", exits, () => waited < 3, wait)).toBe(undefined);
  expect([asked, waited]).toEqual([4, 3]);
  expect(await exitOf("s1", exits, () => true, wait)).toBe(undefined);
  expect(asked).toBe(9);
});
