import "./dialog.css";
import { computed, signal } from "@preact/signals";
import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { text } from "../text/index.ts";
import { Button } from "./Button.tsx";

interface DialogProps {
  title: string;
  /** Pressed Escape, the cross, or beside it. */
  onClose: () => void;
  children: ComponentChildren;
  /** What to do, from the least to the most wanted. */
  buttons?: ComponentChildren;
}

const open = signal<readonly HTMLDialogElement[]>([]);

/** The dialogs that are open, the last one on top: nothing outside of it can be pressed. */
export const openDialogs = computed(() => open.value);

/** The browser's own modal dialog, which keeps the focus in and gives it back. It is open for as long as it is rendered. */
export function Dialog({ title, onClose, children, buttons }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = dialog.current;
    if (!shown) return;
    shown.showModal();
    open.value = [...open.value, shown];
    return () => {
      open.value = open.value.filter((each) => each !== shown);
      shown.close();
    };
  }, []);
  const cancelled = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={heading} closedby="any" onCancel={cancelled}>
      <header>
        <h2 id={heading}>{title}</h2>
        <Button label={text.common.close} icon={X} iconOnly look="quiet" onClick={onClose} />
      </header>
      <div class="content">{children}</div>
      {buttons && <footer>{buttons}</footer>}
    </dialog>
  );
}
