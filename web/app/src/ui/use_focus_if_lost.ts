import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Gives the focus to what has just come in the place of what had it, so that whoever uses keys goes on from there. */
export function useFocusIfLost(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = ref.current?.getRootNode();
    const focused = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
    if (focused === null || focused === document.body) ref.current?.focus();
  }, [ref]);
}
