import { keep, kept } from "@ringlog/client";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { cornerOf, movedByKey, onPage, type Position, type Size } from "./position.ts";

const KEPT = "ringlog.widget"; // in localStorage: where the person has put it, as JSON

/** Where a box lies that is dragged by its handle, or moved by arrow keys while the handle has the focus; also after a reload. */
export function usePosition() {
  const box = useRef<HTMLElement>(null);
  const [wanted, want] = useState(read);
  const [, measured] = useState<readonly Size[]>([]);
  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return;
    const look = () => measured([page(), sizeOf(current)]);
    const observer = new ResizeObserver(look);
    observer.observe(current);
    addEventListener("resize", look);
    look();
    return () => {
      observer.disconnect();
      removeEventListener("resize", look);
    };
  }, []);
  const size = sizeOf(box.current);
  const isRtl = box.current !== null && getComputedStyle(box.current).direction === "rtl";
  const position = wanted ? onPage(wanted, size, page()) : cornerOf(size, page(), isRtl);
  const move = (to: Position) => {
    const there = onPage(to, sizeOf(box.current), page());
    want(there);
    write(there);
  };
  return { box, position, handle: { onPointerDown: dragging(position, move), onKeyDown: byKeys(position, move) } };
}

/** Follows the pointer until it is let go. */
function dragging(from: Position, move: (to: Position) => void) {
  return (down: PointerEvent) => {
    if (down.button !== 0 || (down.target as Element).closest("button:not(.handle), a")) return;
    const handle = down.currentTarget as HTMLElement;
    const listening = new AbortController();
    const { signal } = listening;
    handle.setPointerCapture(down.pointerId);
    handle.addEventListener(
      "pointermove",
      (at: PointerEvent) => move({ x: from.x + at.clientX - down.clientX, y: from.y + at.clientY - down.clientY }),
      { signal },
    );
    for (const end of ["pointerup", "pointercancel"] as const)
      handle.addEventListener(end, () => listening.abort(), { signal });
  };
}

function byKeys(from: Position, move: (to: Position) => void) {
  return (event: KeyboardEvent) => {
    if (!(event.target as Element).matches(".handle")) return;
    const to = movedByKey(from, event.key, event.shiftKey);
    if (!to) return;
    event.preventDefault();
    move(to);
  };
}

const page = (): Size => ({ width: document.documentElement.clientWidth, height: innerHeight });
const sizeOf = (box: HTMLElement | null): Size => ({ width: box?.offsetWidth ?? 0, height: box?.offsetHeight ?? 0 });

function read(): Position | null {
  const { x, y } = parsed(kept(KEPT));
  return typeof x === "number" && typeof y === "number" ? { x, y } : null;
}

const write = (position: Position): void => keep(KEPT, JSON.stringify(position));

function parsed(json: string | null): Partial<Record<keyof Position, unknown>> {
  try {
    return JSON.parse(json ?? "{}") ?? {};
  } catch {
    return {}; // somebody else's
  }
}
