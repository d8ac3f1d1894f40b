import type { RingShownFragment } from "../api/generated.ts";
import { type Observable, Store } from "../observable.ts";
import { keep, kept } from "./kept.ts";

/** What a desktop notification of an incoming call says. */
export interface Notice {
  readonly title: string;
  readonly body: string;
}

/** `unasked` until the person is asked, `denied` by the browser's settings, `unsupported` by the browser or the page's address. */
export type NotificationState = "unsupported" | "unasked" | "denied" | "on" | "off";

const KEY = "ringlog.notifications"; // in localStorage: "off" where the person has turned them off

/** Whether incoming calls are shown by the desktop, in this browser, while no tab is seen. */
export class DesktopNotifications implements Observable<NotificationState> {
  readonly #store = new Store<NotificationState>(stateNow());
  readonly #listening = new AbortController();

  getSnapshot = this.#store.getSnapshot;
  subscribe = this.#store.subscribe;

  constructor() {
    const look = () => this.#store.set(stateNow());
    const { signal } = this.#listening;
    addEventListener("storage", look, { signal }); // another tab has turned them on or off
    document.addEventListener("visibilitychange", look, { signal }); // back from the browser's settings
  }

  /** Asks the person for permission, unless they gave it. To be called by a click's handler. */
  async turnOn(): Promise<void> {
    keep(KEY, null);
    if (stateNow() === "unasked") await Notification.requestPermission();
    this.#store.set(stateNow());
  }

  turnOff(): void {
    keep(KEY, "off");
    this.#store.set(stateNow());
  }

  close(): void {
    this.#listening.abort();
  }
}

function stateNow(): NotificationState {
  if (!globalThis.Notification || !globalThis.isSecureContext) return "unsupported";
  if (Notification.permission === "default") return "unasked";
  if (Notification.permission === "denied") return "denied";
  return kept(KEY) === "off" ? "off" : "on";
}

/** Shows one that leads to this tab, until the returned function is called. */
export function showNotice(ring: RingShownFragment, { title, body }: Notice): () => void {
  const { avatarUrl } = ring.caller;
  const options = { body, tag: ring.id, requireInteraction: true, ...(avatarUrl ? { icon: avatarUrl } : {}) };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      focus();
      shown.close();
    };
    return () => shown.close();
  } catch {
    return () => {}; // Chrome for Android lets only service workers show any
  }
}
