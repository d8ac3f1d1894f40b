import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** What keeps the focus whatever comes: what one types or chooses in, and an open dialog or menu. */
const KEEPS_FOCUS = "input, select, textarea, [contenteditable], dialog[open], [popover]";

/** Gives something that comes by itself the focus, unless that would take it from somebody who types; and back when it goes. */
export function useFocusUnlessTyping(shown: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = shown.current;
    const root = element?.getRootNode() as Document | ShadowRoot | undefined;
    const before = focused(root);
    if (!element || before?.closest(KEEPS_FOCUS) || before?.closest("[role=alertdialog]")) return;
    element.focus({ preventScroll: true });
    return () => {
      if (element.contains(focused(root)) && before?.isConnected) before.focus({ preventScroll: true });
    };
  }, [shown]);
}

function focused(root: Document | ShadowRoot | undefined): HTMLElement | null {
  const { activeElement } = root ?? document;
  return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null;
}
