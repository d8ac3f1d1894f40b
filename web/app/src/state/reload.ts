import { type CallView, observe, type Ringlog } from "@ringlog/client";
import type { Entering, Wanted } from "./entering.ts";
import { isInCall } from "./in_call.ts";

/** The call that this tab was in when its page went, and how. */
interface Before {
  readonly wanted: Wanted & { readonly callId: string };
  readonly microphone: boolean;
}

const KEY = "ringlog.call"; // in sessionStorage: each tab is in a call of its own

/** Brings this tab back into its call after a reload, with its devices as they were. Until the returned function is called. */
export function comeBackAfterReload({ call }: Ringlog, entering: Entering): () => void {
  const before = wasReloaded() ? kept() : null; // a duplicate of a tab has what it kept, too
  keep(null);
  if (before) void entering.again(before.wanted, before.microphone);
  const stop = observe(call, (view) => keep(beforeIn(view)));
  return () => {
    stop();
    keep(null);
  };
}

function beforeIn(view: CallView): Before | null {
  const { call, callId, microphone, camera } = view;
  if (!call || callId === null || !isInCall(view)) return null;
  const { id, name, kind } = call.room;
  return { wanted: { entry: { join: callId }, room: { id, name, kind }, callId, camera }, microphone };
}

function wasReloaded(): boolean {
  const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return load?.type === "reload";
}

function kept(): Before | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null; // a browser's settings may forbid it
  }
}

function keep(before: Before | null): void {
  try {
    if (before) sessionStorage.setItem(KEY, JSON.stringify(before));
    else sessionStorage.removeItem(KEY);
  } catch {
    // then a reload leaves the call
  }
}
