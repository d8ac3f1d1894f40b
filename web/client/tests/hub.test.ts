import { GraphQLError } from "graphql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WatchRingsDocument, WatchTimelineDocument } from "../src/api/generated.ts";
import { Hub } from "../src/api/hub.ts";
import { observe } from "../src/observable.ts";
import { GraphqlServer } from "./graphql_server.ts";

const LONGEST = [500, 1000, 2000, 4000, 4000]; // ms, of the waits that follow each other
const tones = (ringTone: string) => ({ data: { incomingRings: { ringTone, rings: [], quietRings: [] } } });

let server: GraphqlServer;
let hub: Hub;
let waits: number[]; // ms, that were waited for in no time
let tokens: number;

beforeEach(async () => {
  server = new GraphqlServer();
  await server.start();
  [waits, tokens] = [[], 0];
  const wait = (ms: number) =>
    new Promise<void>((waited) => {
      waits.push(ms);
      setImmediate(waited);
    });
  hub = new Hub({ url: server.url, token: () => `token-${++tokens}` }, WebSocket, wait);
});

afterEach(async () => {
  hub.close();
  await server.stop();
});

const began = (number: number) => expect.poll(() => server.subscriptions.length).toBe(number);

test("those that ask the same share a subscription, which ends after the last of them", async () => {
  const [first, second] = [hub.watch(WatchRingsDocument, {}), hub.watch(WatchRingsDocument, {})];
  const ends = [observe(first, () => {}), observe(second, () => {})];
  const endOther = observe(hub.watch(WatchTimelineDocument, { roomId: "r1", last: 25 }), () => {});
  await began(2);
  server.subscriptions[0]?.push(tones("chime"));
  await expect.poll(() => first.getSnapshot().data?.incomingRings.ringTone).toBe("chime");
  expect(second.getSnapshot()).toBe(first.getSnapshot());
  ends[0]?.();
  server.subscriptions[0]?.push(tones("marimba"));
  await expect.poll(() => second.getSnapshot().data?.incomingRings.ringTone).toBe("marimba");
  ends[1]?.();
  await expect.poll(() => server.subscriptions.map(({ ended }) => ended)).toEqual([true, false]);
  expect(second.getSnapshot().data).toBe(undefined);
  endOther();
  expect(server.tokens).toEqual(["Bearer token-1"]);
});

test("while the server is away it is tried by the policy, and what was shown stays until newer states come", async () => {
  const rings = hub.watch(WatchRingsDocument, {});
  const end = observe(rings, () => {});
  await began(1);
  server.subscriptions[0]?.push(tones("chime"));
  await expect.poll(() => rings.getSnapshot().current).toBe(true);
  server.subscriptions[0]?.push({ patch: [{ op: "replace", path: "/data/incomingRings/ringTone", value: "marimba" }] });
  await expect.poll(() => rings.getSnapshot().data?.incomingRings.ringTone).toBe("marimba");

  await server.stop();
  await expect.poll(() => waits.length).toBeGreaterThan(LONGEST.length);
  expect(LONGEST.every((longest, number) => (waits[number] ?? longest + 1) <= longest)).toBe(true);
  expect(rings.getSnapshot()).toMatchObject({ current: false, data: { incomingRings: { ringTone: "marimba" } } });

  await server.start();
  await began(2);
  server.subscriptions[1]?.push(tones("bell"));
  await expect.poll(() => rings.getSnapshot().data?.incomingRings.ringTone).toBe("bell");
  expect(hub.status.getSnapshot().state).toBe("connected");
  end();
});

test("the server's clock is learned without the time that a token takes", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const token = () => {
      vi.setSystemTime(Date.now() + 10_000);
      return "late";
    };
    const slow = new Hub({ url: server.url, token });
    const end = observe(slow.watch(WatchRingsDocument, {}), () => {});
    await began(1);
    expect(Math.abs(slow.clock.now() - Date.now())).toBeLessThan(5_000); // as far off as half of what the token took
    end();
    slow.close();
  } finally {
    vi.useRealTimers();
  }
});

test("a token that isn't taken is asked for anew, and how it was closed is told meanwhile", async () => {
  server.takes = (token) => token === "Bearer token-3";
  const closed: (number | undefined)[] = [];
  const ends = [
    observe(hub.status, (status) => closed.push(status.closed?.code)),
    observe(hub.watch(WatchRingsDocument, {}), () => {}),
  ];
  await began(1);
  expect(server.tokens).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
  expect(new Set(closed)).toEqual(new Set([undefined, 4403]));
  expect(waits).toHaveLength(2);
  for (const end of ends) end();
});

test("a subscription that the server broke off begins again, and one that it never took doesn't", async () => {
  const rings = hub.watch(WatchRingsDocument, {});
  const end = observe(rings, () => {});
  await began(1);
  const tooLarge = new GraphQLError("Too large.", { extensions: { code: "ANSWER_TOO_LARGE" } });
  server.subscriptions[0]?.push(tones("chime"));
  server.subscriptions[0]?.fail(tooLarge);
  await began(2);
  expect(rings.getSnapshot()).toMatchObject({ current: false, data: { incomingRings: { ringTone: "chime" } } });
  server.subscriptions[1]?.fail(tooLarge);
  await expect.poll(() => rings.getSnapshot().error?.code).toBe("ANSWER_TOO_LARGE");
  expect([server.subscriptions.length, waits.length]).toEqual([2, 1]);
  end();
});

test("a subscription that tells changes shows them on what it showed before, to whoever comes later too", async () => {
  const watched = () =>
    hub.watch(WatchRingsDocument, {}, (before: string[] = [], told) => [...before, told.incomingRings.ringTone]);
  const end = observe(watched(), () => {});
  await began(1);
  for (const tone of ["chime", "bell"]) server.subscriptions[0]?.push(tones(tone));
  await expect.poll(() => watched().getSnapshot().data).toEqual(["chime", "bell"]);
  end();
});
