import type { RingShownFragment } from "../api/generated.ts";
import { type Observable, observe } from "../observable.ts";
import { OneTab, type Wish } from "./one_tab.ts";

interface Noticing {
  readonly rings: Observable<readonly RingShownFragment[]>;
  /** Whether nobody sees this tab. */
  readonly hidden: Observable<boolean>;
  /** Whether the person wants notifications, and the browser shows them. */
  readonly wanted: Observable<boolean>;
  /** Shows one, until the returned function is called. */
  readonly show: (ring: RingShownFragment) => () => void;
}

/** Which tab tells of what rings: one that is seen, by its pop-up, rather than one that isn't. Two people's tabs do so apart. */
export function noticeWish([ring]: readonly RingShownFragment[], hidden: boolean): Wish | null {
  return ring ? { name: `ringlog.notices.${ring.callee.id}`, turn: hidden ? "last" : "first" } : null;
}

/** Shows what rings while no tab is seen, each until its ring ends; until the returned function is called. */
export function notifier({ rings, hidden, wanted, show }: Noticing): () => void {
  const rightTab = new OneTab();
  const shown = new Map<string, () => void>();
  const look = () => {
    const may = rightTab.getSnapshot() && hidden.getSnapshot() && wanted.getSnapshot();
    const now = new Map((may ? rings.getSnapshot() : []).map((ring) => [ring.id, ring]));
    for (const [id, close] of shown) {
      if (now.has(id)) continue;
      close();
      shown.delete(id);
    }
    for (const [id, ring] of now) if (!shown.has(id)) shown.set(id, show(ring));
  };
  const wish = () => rightTab.wish(noticeWish(rings.getSnapshot(), hidden.getSnapshot()));
  const undo = [rings, hidden].map((each: Observable<unknown>) => observe(each, wish));
  undo.push(...[rightTab, rings, hidden, wanted].map((each: Observable<unknown>) => observe(each, look)));
  return () => {
    for (const each of undo) each();
    rightTab.wish(null);
    for (const close of shown.values()) close();
  };
}
