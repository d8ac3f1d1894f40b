import { expect, test } from "vitest";
import { Coalesced } from "../src/media/coalesced.ts";
import { problemWith, sorted } from "../src/media/devices.ts";
import { loudness, metered } from "../src/media/levels.ts";
import { wantedOf } from "../src/media/sections.ts";
import { RING_TONES, RINGBACK, ringTone } from "../src/media/tones.ts";
import { toneNow } from "../src/tabs/ringer.ts";

test("one thing is done at a time, and once more for all that asked meanwhile", async () => {
  const finish: (() => void)[] = [];
  const work = new Coalesced(() => new Promise((resolve) => finish.push(resolve)));
  for (let times = 0; times < 5; times++) work.request();
  expect(finish).toHaveLength(1);
  finish[0]?.();
  await expect.poll(() => finish.length).toBe(2);
  finish[1]?.();
  await Promise.resolve();
  expect(finish).toHaveLength(2);
});

test("a section is wanted for each track of the others, and it is told when these change", () => {
  const own = { id: "own", tracks: [{ id: "t0", kind: "MICROPHONE" as const }] };
  const grace = {
    id: "grace",
    tracks: [
      { id: "t1", kind: "MICROPHONE" as const },
      { id: "t2", kind: "SCREEN" as const },
    ],
  };
  const alan = { id: "alan", tracks: [{ id: "t3", kind: "SCREEN_AUDIO" as const }] };
  expect(wantedOf([own, grace, alan], "own")).toEqual({ audio: 2, video: 1, id: "t1 t2 t3" });
  expect(wantedOf([alan, own, grace], "own").id).toBe("t1 t2 t3");
  expect(wantedOf([own], "own")).toEqual({ audio: 0, video: 0, id: "" });
});

test("a meter shows silence, half and full loudness, and falls slowly", () => {
  expect(loudness(new Float32Array(512))).toBe(0);
  expect(loudness(new Float32Array(512).fill(1))).toBeCloseTo(1);
  expect(loudness(new Float32Array(512).fill(0.0316))).toBeCloseTo(0.5, 1);
  expect([metered(1, 0), metered(0.1, 0), metered(0, 0.7)]).toEqual([0.85, 0, 0.7]);
});

test("an unknown ring tone is the default one, whatever it is called", () => {
  expect(ringTone("marimba")).toBe(RING_TONES.marimba);
  for (const name of ["made up", "toString", "__proto__"]) expect(ringTone(name)).toBe(RING_TONES.default);
});

test("the tab that rings plays the person's tone, and a caller hears it ring", () => {
  const phase = (at: "idle" | "calling") => ({ phase: { at } });
  const ring = { id: "r" } as never;
  const rings = { incomingRings: { ringTone: "chime", rings: [ring] } };
  expect(toneNow(phase("idle"), rings, true)).toBe(RING_TONES.chime);
  expect(toneNow(phase("idle"), rings, false)).toBe(null);
  expect(toneNow(phase("idle"), { incomingRings: { ringTone: "chime", rings: [] } }, true)).toBe(null);
  expect(toneNow(phase("calling"), undefined, false)).toBe(RINGBACK);
});

test("what is wrong with a device is a code and a sentence", () => {
  expect(problemWith("camera", new DOMException("", "NotAllowedError")).code).toBe("DENIED");
  expect(problemWith("camera", new DOMException("", "NotFoundError")).code).toBe("NONE");
  expect(problemWith("microphone", new DOMException("", "NotReadableError"))).toMatchObject({
    code: "IN_USE",
    message: expect.stringContaining("microphone"),
  });
  const device = { kind: "audioinput" as const, deviceId: "m", label: "Desk" };
  expect(sorted([device, { ...device, kind: "audiooutput", deviceId: "" }])).toEqual({
    microphones: [{ deviceId: "m", label: "Desk" }],
    cameras: [],
    speakers: [],
  });
});
