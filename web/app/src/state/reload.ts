import { type CallView, observe, type Ringlog } from "@ringlog/client";
import type { Entering, Wanted } from "./entering.ts";
import { isInCall } from "./in_call.ts";

/** The call that this tab was in when its page went, how, when (local, in ms) and who it was. */
interface Before {
  readonly wanted: Wanted & { readonly callId: string };
  readonly microphone: boolean;
  readonly viewer: string;
  readonly at: number;
}

const KEY = "ringlog.call"; // in sessionStorage: each tab is in a call of its own
const SOON = 60_000; // ms; who comes later has to ask for it

let found = taken(); // once a page, whoever signs in first

/**
 * Brings this tab back into the call that it was in before a reload, with its devices as they were. Until the returned function is
 * called, it sees to it that the next page can do that, too.
 */
export function comeBackAfterReload({ call }: Ringlog, entering: Entering, viewer: string): () => void {
  let comesTo = wanted(found, viewer);
  let isIn: Before | null = null;
  found = null;
  if (comesTo)
    void entering.again(comesTo.wanted, comesTo.microphone).finally(() => {
      comesTo = null;
    });
  const stop = observe(call, (view) => {
    isIn = beforeIn(view, viewer);
  });
  const goes = () => keep(isIn ?? comesTo);
  addEventListener("pagehide", goes);
  return () => {
    stop();
    removeEventListener("pagehide", goes);
  };
}

/** A call that rings is over once its caller's page has gone. */
function beforeIn(view: CallView, viewer: string): Before | null {
  const { call, callId, phase, microphone, camera } = view;
  if (!call || callId === null || phase.at === "calling" || !isInCall(view)) return null;
  const { id, name, kind } = call.room;
  const room = { id, name, kind };
  return { wanted: { entry: { join: callId }, room, callId, camera }, microphone, viewer, at: Date.now() };
}

function wanted(before: Before | null, viewer: string): Before | null {
  return before?.viewer === viewer && Date.now() - before.at < SOON ? before : null;
}

/** What the page before has kept; null unless this one took its place by a reload: a duplicated tab has the same. */
function taken(): Before | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    sessionStorage.removeItem(KEY);
    const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return load?.type === "reload" && typeof kept?.wanted?.callId === "string" ? kept : null;
  } catch {
    return null; // a browser's settings may forbid it
  }
}

function keep(before: Before | null): void {
  try {
    if (before) sessionStorage.setItem(KEY, JSON.stringify({ ...before, at: Date.now() }));
  } catch {
    // then a reload leaves the call
  }
}
