import { describe, expect, it } from "vitest";
import { tilesOf } from "../src/screens/call/tiles.ts";
import { call, person, session } from "./call_samples.ts";

const ada = person("ada", "Ada");
const grace = person("grace", "Grace");

describe("tiles", () => {
  it("are one for each person, however many devices they have", () => {
    const tiles = tilesOf(call(session("1", ada), session("2", grace), session("3", grace, { muted: true })), "1");
    expect(
      tiles.map(({ id, heardAs, isThisDevice, isHost, muted }) => ({ id, heardAs, isThisDevice, isHost, muted })),
    ).toEqual([
      { id: "1", heardAs: ["1"], isThisDevice: true, isHost: true, muted: false },
      { id: "2", heardAs: ["2", "3"], isThisDevice: false, isHost: false, muted: false },
    ]);
  });

  it("are as many as a person shows pictures, and each is heard in one of them", () => {
    const on = { cameraOn: true };
    const tiles = tilesOf(call(session("1", ada), session("2", ada, on), session("3", ada, on)), "1");
    expect(tiles.map(({ id, heardAs }) => [id, heardAs])).toEqual([
      ["2", ["1", "2"]],
      ["3", ["3"]],
    ]);
  });

  it("say that somebody reconnects once none of their devices is there", () => {
    const lost = { reconnectingSince: "2026-01-01T12:00:00Z" };
    expect(tilesOf(call(session("1", ada, lost), session("2", ada)), null)[0]?.reconnecting).toBe(false);
    expect(tilesOf(call(session("1", ada, lost), session("2", ada, lost)), null)[0]?.reconnecting).toBe(true);
  });

  it("stay the same objects until something about them changes, so that nothing else is drawn again", () => {
    const before = tilesOf(call(session("1", ada), session("2", grace)), "1");
    expect(tilesOf(call(session("1", ada), session("2", grace)), "1", before)).toBe(before);
    const after = tilesOf(call(session("1", ada), session("2", grace, { muted: true })), "1", before);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.muted).toBe(true);
  });
});
