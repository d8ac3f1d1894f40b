import "./menu.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button, type ButtonProps } from "./Button.tsx";

interface MenuProps extends ButtonProps {
  /** What to choose from: Buttons, or anything else. A press on what has `data-chooses` puts the menu away. */
  children: ComponentChildren;
}

const GAP = 4; // px between a button and its menu

/** A button that opens something small beside it. Arrow keys go through what it holds; Escape puts it away. */
export function Menu({ children, ...button }: MenuProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const [shown, by] = [menu.current, opener.current];
    if (!shown || !by) return;
    const listening = new AbortController();
    const { signal } = listening;
    shown.addEventListener("toggle", ({ newState }) => setOpen(newState === "open"), { signal });
    shown.addEventListener("click", ({ target }) => choosing(target) && shown.hidePopover(), { signal });
    shown.addEventListener("keydown", moveFocus, { signal });
    return () => listening.abort();
  }, []);
  useLayoutEffect(() => {
    const [shown, by] = [menu.current, opener.current];
    if (!open || !shown || !by) return;
    const placeIt = () => place(shown, by.getBoundingClientRect());
    const observer = new ResizeObserver(placeIt); // what it holds may grow
    observer.observe(shown);
    placeIt();
    pressable(shown)[0]?.focus();
    return () => observer.disconnect();
  }, [open]);
  return (
    <>
      <Button {...button} ref={opener} popovertarget={id} aria-expanded={open} aria-controls={id} />
      <div ref={menu} id={id} class={open ? "menu placed" : "menu"} popover="auto">
        {children}
      </div>
    </>
  );
}

const choosing = (target: EventTarget | null) => target instanceof Element && target.closest("[data-chooses]") !== null;

const pressable = (menu: HTMLElement) =>
  [...menu.querySelectorAll<HTMLElement>("button, select, input, a")].filter((each) => !each.matches(":disabled"));

/** Under its button, or over it where there is more room; always on the page. */
function place(menu: HTMLElement, button: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = button.bottom + GAP + height <= innerHeight || button.top < innerHeight / 2;
  const top = below ? button.bottom + GAP : button.top - GAP - height;
  const left = getComputedStyle(menu).direction === "rtl" ? button.left : button.right - width;
  menu.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
}

function moveFocus(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.target instanceof HTMLSelectElement) return;
  const all = pressable(event.currentTarget as HTMLElement);
  const at = all.indexOf(event.target as HTMLElement);
  all.at((at + step) % all.length)?.focus();
  event.preventDefault();
}
