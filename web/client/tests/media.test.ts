import { expect, test } from "vitest";
import { Coalesced } from "../src/media/coalesced.ts";
import { problemWith, sorted } from "../src/media/devices.ts";
import { loudness, metered } from "../src/media/levels.ts";
import { OwnConnections } from "../src/media/own_connections.ts";
import { assigned, MOST_PICTURES, wantedOf } from "../src/media/sections.ts";
import { RING_TONES, ringTone } from "../src/media/tones.ts";

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
  expect(wantedOf([own, grace, alan], "own")).toEqual({
    audio: ["t1", "t3"],
    video: ["t2"],
    all: true,
    id: "t1 t2 t3",
  });
  expect(wantedOf([alan, own, grace], "own").id).toBe("t1 t2 t3");
  expect(wantedOf([own], "own")).toEqual({ audio: [], video: [], all: true, id: "" });
});

test("of many pictures so many are received as may be, screens first, or those that are shown", () => {
  const kinds = ["MICROPHONE", "CAMERA", "SCREEN"] as const;
  const sessions = Array.from({ length: 20 }, (_, each) => ({
    id: `s${each}`,
    tracks: kinds.map((kind) => ({ id: `${kind}${each}`, kind })),
  }));
  const any = wantedOf(sessions, "s0");
  expect([any.audio.length, any.video.length, any.all]).toEqual([19, MOST_PICTURES, false]);
  expect(any.video.filter((id) => id.startsWith("SCREEN"))).toHaveLength(19);
  const shown = ["s7", "gone", "s3", "s7", "s0"].map((sessionId) => ({ sessionId, kind: "CAMERA" as const }));
  const some = wantedOf(sessions, "s0", shown);
  expect([some.audio.length, some.video, some.all]).toEqual([19, ["CAMERA7", "CAMERA3"], false]);
  expect(wantedOf(sessions, "s0", []).video).toEqual([]);
});

test("a track stays on its section, others take the free ones of their kind, and what is too much is left out", () => {
  const sections = ["audio", "video", "video", "video"].map((media, mid) => ({ mid: `${mid}`, media }));
  const received = [
    { mid: "0", trackId: "a" },
    { mid: "1", trackId: "gone" },
    { mid: "2", trackId: "v" },
  ];
  const wanted = { audio: ["b", "a"], video: ["w", "v"], all: false };
  expect(assigned(sections, received, wanted)).toEqual([
    { mid: "0", trackId: "a" },
    { mid: "1", trackId: "w" },
    { mid: "2", trackId: "v" },
  ]);
});

test("a session that shows another client's connection was taken over, once it has shown one of this client's", () => {
  const own = new OwnConnections();
  const after = (...steps: (() => void)[]) => {
    for (const step of steps) step();
    return own.areTakenOver;
  };
  const [offer, before] = [() => own.offered(), () => own.shows("before the reload")];
  expect(after(before, offer, before, () => own.answered("first"), before)).toBe(false);
  expect(after(() => own.shows("first"))).toBe(false);
  expect(after(offer, () => own.shows("second"))).toBe(false); // shown before its answer is here
  expect(after(() => own.answered("second"))).toBe(false);
  expect(after(() => own.shows("first"))).toBe(false);
  expect(after(offer, () => own.shows("another's"))).toBe(false);
  expect(after(() => own.answered(undefined))).toBe(true);
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
