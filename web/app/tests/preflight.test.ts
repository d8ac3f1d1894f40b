import type { AskPreflightQuery, Capability } from "@ringlog/client";
import { describe, expect, it } from "vitest";
import { offerOf } from "../src/screens/preflight/offer.ts";

type Asked = NonNullable<AskPreflightQuery["room"]>;

const provider = (name: string, isDefault: boolean, ...capabilities: Capability[]) => ({
  name,
  isDefault,
  capabilities,
});
const PLAIN = provider("plain", false, "MIC");
const FULL = provider("full", true, "MIC", "CAM", "SCREEN", "TITLE");
const asked = (providers: (typeof PLAIN)[], joined: typeof PLAIN | null = null): Asked => ({
  preflight: { callsEnabled: true, microphone: true, camera: false, providers },
  ongoingCall: joined && { id: "c1", title: "Standup", provider: joined },
});

describe("what there is to choose before a call", () => {
  it("is what the default provider can do, or the one that was chosen", () => {
    expect(offerOf(asked([PLAIN, FULL]), undefined)).toMatchObject({ provider: "full", camera: true, title: true });
    expect(offerOf(asked([PLAIN, FULL]), "plain")).toMatchObject({ provider: "plain", camera: false, title: false });
    expect(offerOf(asked([PLAIN, FULL]), "gone")).toMatchObject({ provider: "full" });
  });

  it("has providers only where there are several, and title and provider only for a new call", () => {
    expect(offerOf(asked([FULL]), undefined).providers).toEqual([]);
    const joining = offerOf(asked([PLAIN, FULL], PLAIN), "full");
    expect(joining).toEqual({
      isNew: false,
      providers: [],
      provider: "plain",
      microphone: true,
      camera: false,
      title: false,
    });
  });

  it("is nothing where no provider is turned on", () => {
    expect(offerOf(asked([]), undefined)).toMatchObject({ provider: undefined, microphone: false, camera: false });
  });
});
