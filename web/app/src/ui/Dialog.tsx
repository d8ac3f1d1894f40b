import "./dialog.css";
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

/** The browser's own modal dialog, which keeps the focus in and gives it back. It is open for as long as it is rendered. */
export function Dialog({ title, onClose, children, buttons }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
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
