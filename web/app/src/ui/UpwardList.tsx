import "./upward_list.css";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

interface UpwardListProps {
  class?: string;
  label: string;
  /** What is first in it: changes when something comes on top. */
  oldest: string | undefined;
  /** Called when somebody has come near the top. */
  onTop?: () => void;
  children: ComponentChildren;
}

const NEAR = 160; // px from an end

/**
 * A list that is read from its bottom: it stays there while things come, and where somebody has scrolled to while older ones come on
 * top. What comes is read aloud.
 */
export function UpwardList({ class: more = "", label, oldest, onTop, children }: UpwardListProps) {
  const list = useRef<HTMLDivElement>(null);
  const fromBottom = useRef(0); // px
  const follow = () => {
    const shown = list.current;
    if (!shown) return;
    fromBottom.current = shown.scrollHeight - shown.scrollTop - shown.clientHeight;
    if (shown.scrollTop < NEAR && fromBottom.current > 0) onTop?.();
  };
  useLayoutEffect(() => {
    const shown = list.current;
    if (shown) shown.scrollTop = shown.scrollHeight - shown.clientHeight - fromBottom.current;
  }, [oldest]);
  useLayoutEffect(() => stayBelow(list.current, fromBottom.current));
  useEffect(() => {
    const shown = list.current;
    if (!shown) return;
    shown.tabIndex = 0; // to be scrolled by keys
    const resized = new ResizeObserver(() => stayBelow(shown, fromBottom.current));
    resized.observe(shown);
    return () => resized.disconnect();
  }, []);
  return (
    <div ref={list} class={`upward-list ${more}`} role="log" aria-label={label} onScroll={follow}>
      {children}
    </div>
  );
}

/** Whoever was at the bottom still is. */
function stayBelow(list: HTMLElement | null, fromBottom: number): void {
  if (list && fromBottom < NEAR) list.scrollTop = list.scrollHeight;
}
