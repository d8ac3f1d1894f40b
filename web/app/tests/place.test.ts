import { describe, expect, it } from "vitest";
import { HOME, type Place, pathOf, placeOf } from "../src/state/place.ts";

const PLACES: Place[] = [
  HOME,
  { at: "history" },
  { at: "settings" },
  { at: "room", roomId: "Um9vbTo1/+=" },
  { at: "conference", roomId: "Um9vbTo1", callId: "Q2FsbDo1/=" },
  { at: "link", path: "/call/0d9a7f9e-7a4e-4c3b-9a55-0a8f2f0f3c11" },
];

describe("a place", () => {
  it("is found again by its address", () => {
    for (const place of PLACES) expect(placeOf(pathOf(place))).toEqual(place);
  });

  it("is home where the address is none of ours, or was mistyped", () => {
    for (const path of ["/", "/rooms", "/rooms/", "/elsewhere", "/call/"]) expect(placeOf(path)).toEqual(HOME);
    expect(placeOf("/rooms/%E0%A4%A")).toEqual({ at: "room", roomId: "%E0%A4%A" });
  });
});
