import type { SettingShownFragment } from "@ringlog/client";
import { expect, it } from "vitest";
import { ringingIn } from "../src/screens/settings/workspace_ringing.ts";

const common = { key: "", help: "", origin: "DEFAULT" as const, lockedBy: null, perRoom: true };
const KINDS = { ...common, name: "ringing.room_kinds", texts: ["direct"], defaultTexts: [], choices: null };
const TIME = {
  ...common,
  name: "ringing.time",
  integer: 45,
  defaultInteger: 30,
  minimum: 1,
  maximum: 300,
  unit: "SECONDS" as const,
};

it("is told from the settings whether calls ring, where and how long, and who has fixed it", () => {
  const enabled = { ...common, name: "ringing.enabled", boolean: false, defaultBoolean: true, lockedBy: "RINGLOG_X" };
  const settings: SettingShownFragment[] = [enabled, KINDS, TIME];
  expect(ringingIn(settings)).toEqual({ enabled: false, lockedBy: "RINGLOG_X", kinds: ["direct"], seconds: 45 });
  expect(ringingIn([])).toMatchObject({ enabled: true, lockedBy: null });
});
