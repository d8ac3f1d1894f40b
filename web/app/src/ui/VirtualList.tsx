import "./virtual_list.css";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ledTo, movedBy, rowsAt } from "./virtual_rows.ts";

interface Entry {
  readonly id: string;
}

interface VirtualListProps<T extends Entry> {
  label: string;
  items: readonly T[];
  /** How many entries the whole list has; -1 if nobody counted them. */
  total: number;
  /** An entry. What is pressed in it takes the tab index. All entries have to be of one height. */
  row: (item: T, tabindex: number) => ComponentChildren;
  /** The last of the items is seen, or soon will be. */
  onEnd: () => void;
  /** What stands below the last one. */
  children?: ComponentChildren;
}

interface View {
  readonly scrolled: number; // px, as far as it is another entry that is the first
  readonly seen: number; // px
  readonly height: number; // px, of an entry
}

/**
 * A list of any length, of which the page has what is seen. Tab leads to one entry, and arrow keys, Page Up, Page Down, Home
 * and End from there to the others. What comes in at the top moves nothing that is looked at.
 */
export function VirtualList<T extends Entry>({ label, items, total, row, onEnd, children }: VirtualListProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const view = useView(scroller, items);
  const { tabbed, setFocused, lead } = useFocus(scroller, items, view);
  const { scrolled, seen, height } = view;
  const { first, last } = rowsAt(scrolled, seen, height, items.length);
  useEffect(() => {
    if (last >= items.length - 1) onEnd();
  }, [last, items, onEnd]);
  return (
    <div ref={scroller} class="virtual-list">
      <ul aria-label={label} style={{ blockSize: `${items.length * height}px` }} onKeyDown={lead}>
        {indexes(first, last, tabbed).map((index) => {
          const item = items[index] as T;
          return (
            <li
              key={item.id}
              aria-posinset={index + 1}
              aria-setsize={total}
              style={{ insetBlockStart: `${index * height}px` }}
              onFocusIn={() => setFocused(item.id)}
              onFocusOut={() => setFocused(undefined)}
            >
              {row(item, index === tabbed ? 0 : -1)}
            </li>
          );
        })}
      </ul>
      {children}
    </div>
  );
}

/** Which entry Tab leads to: the one that has the focus, or else the first that is seen; and what leads from there to others. */
function useFocus(scroller: RefObject<HTMLDivElement | null>, items: readonly Entry[], view: View) {
  const { scrolled, seen, height } = view;
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const [goal, setGoal] = useState<Entry | undefined>(undefined);
  const indexOf = (wanted: string | undefined) => items.findIndex(({ id }) => id === wanted);
  useLayoutEffect(() => {
    if (goal) pressableAt(scroller.current, indexOf(goal.id))?.focus({ preventScroll: true });
  }, [goal]);
  const found = indexOf(focused);
  const tabbed = found < 0 ? Math.min(items.length - 1, Math.ceil(scrolled / (height || 1))) : found;
  const lead = (event: KeyboardEvent) => {
    const to = ledTo(event.key, tabbed, items.length, Math.max(1, Math.floor(seen / height) - 1));
    const goesTo = to === undefined ? undefined : items[to];
    if (to === undefined || !goesTo || !scroller.current || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setFocused(goesTo.id);
    setGoal({ id: goesTo.id }); // another each time, since the focus may have gone elsewhere meanwhile
    bringIntoView(scroller.current, to * height, height);
  };
  return { tabbed, setFocused, lead };
}

/** What is seen of the list, kept up to date; and what is looked at stays there when entries come before it. */
function useView(scroller: RefObject<HTMLDivElement | null>, items: readonly Entry[]): View {
  const [view, setView] = useState<View>({ scrolled: 0, seen: 0, height: 0 });
  const before = useRef(items);
  const look = () => {
    const part = scroller.current;
    if (!part) return;
    const height = part.querySelector("li")?.offsetHeight ?? 0;
    const scrolled = height ? Math.floor(part.scrollTop / height) * height : 0;
    const seen = part.clientHeight;
    setView((was) =>
      was.scrolled === scrolled && was.seen === seen && was.height === height ? was : { scrolled, seen, height },
    );
  };
  useLayoutEffect(() => {
    const part = scroller.current;
    if (part && view.height && part.scrollTop > 0)
      part.scrollTop += movedBy(before.current, items, Math.floor(part.scrollTop / view.height)) * view.height;
    before.current = items;
    look();
  }, [items]);
  useEffect(() => {
    const part = scroller.current;
    if (!part) return;
    const sizes = new ResizeObserver(look);
    sizes.observe(part);
    const entry = part.querySelector("li");
    if (entry) sizes.observe(entry); // text may be made larger
    part.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      part.removeEventListener("scroll", look);
    };
  }, [items.length > 0]);
  return view;
}

/** Those that are shown, and the one that has or gets the focus, wherever it is. */
function indexes(first: number, last: number, focused: number): number[] {
  const shown = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (focused < 0 || (focused >= first && focused <= last)) return shown;
  return focused < first ? [focused, ...shown] : [...shown, focused];
}

const pressableAt = (list: HTMLElement | null, index: number) =>
  list?.querySelector<HTMLElement>(`li[aria-posinset="${index + 1}"] :is(a, button)`);

function bringIntoView(list: HTMLElement, top: number, height: number): void {
  const lowest = list.clientHeight - height;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top > list.scrollTop + lowest) list.scrollTop = top - lowest;
}
