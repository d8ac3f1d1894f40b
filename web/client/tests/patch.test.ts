import { expect, test } from "vitest";
import { patched } from "../src/api/patch.ts";

const BEFORE = {
  call: {
    title: "Standup",
    sessions: [
      { id: "a", muted: true },
      { id: "b", muted: true },
    ],
  },
  "a/b": { "m~n": 1 },
};

test("a patch changes what it says, and leaves the rest the same objects", () => {
  const kept = structuredClone(BEFORE);
  const after = patched(BEFORE, [
    { op: "replace", path: "/call/sessions/0/muted", value: false },
    { op: "add", path: "/call/host", value: { id: "u" } },
  ]);
  expect(after.call).toEqual({
    title: "Standup",
    sessions: [
      { id: "a", muted: false },
      { id: "b", muted: true },
    ],
    host: { id: "u" },
  });
  expect(after.call.sessions[1]).toBe(BEFORE.call.sessions[1]);
  expect(after["a/b"]).toBe(BEFORE["a/b"]);
  expect(BEFORE).toEqual(kept);
});

test("lists grow and shrink where the patch says, one operation after the other", () => {
  const after = patched(
    [1, 2, 3],
    [
      { op: "remove", path: "/0" },
      { op: "add", path: "/1", value: 9 },
      { op: "add", path: "/-", value: 4 },
      { op: "replace", path: "/0", value: 8 },
    ],
  );
  expect(after).toEqual([8, 9, 3, 4]);
});

test("names with slashes and tildes are found, and the whole can be replaced", () => {
  expect(patched(BEFORE, [{ op: "remove", path: "/a~1b/m~0n" }])["a/b"]).toEqual({});
  expect(patched<unknown>(BEFORE, [{ op: "replace", path: "", value: null }])).toBe(null);
});
