import "./panel.css";
import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { text } from "../text/index.ts";
import { Button } from "./Button.tsx";

interface PanelProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** What is opened beside a screen; on phones, a page of its own. The focus goes into it, and back to where it was. */
export function Panel({ title, onClose, children }: PanelProps) {
  const heading = useId();
  const titled = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const root = titled.current?.getRootNode();
    const before = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
    titled.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside class="panel" aria-labelledby={heading}>
      <header>
        <h2 id={heading} ref={titled} class="cut" tabindex={-1}>
          {title}
        </h2>
        <Button label={text.common.close} icon={X} iconOnly look="quiet" onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}
