import { describe, expect, it } from "vitest";
import { choicesIn } from "../src/state/choices.ts";

describe("what somebody chose before a call", () => {
  it("is there again later", () => {
    const choices = {
      microphoneId: "m1",
      cameraId: "",
      providerName: "builtin",
      microphone: { CHANNEL: true, DIRECT: false },
      camera: true,
      atOnce: false,
    };
    expect(choicesIn(JSON.stringify(choices))).toEqual(choices);
  });

  it("is nothing where what was kept can't be read, or is something else", () => {
    for (const kept of [
      null,
      "",
      "{",
      "[]",
      "null",
      '"x"',
      '{"atOnce":"yes","microphoneId":3,"microphone":{"TEAM":1}}',
    ])
      expect(choicesIn(kept)).toEqual({});
  });
});
