/** The keys that work while the focus is in the call, as `KeyboardEvent.key` has them; letters in upper case. */
export const KEYS = {
  microphone: "M",
  camera: "V",
  screen: "S",
  reactions: "R",
  hand: "H",
  people: "P",
  thread: "T",
  layout: "L",
  help: "?",
  collapse: "Escape",
} as const;

const ELSEWHERE = "input, textarea, select, [contenteditable], [popover], dialog";

/** Presses the control in the listening element that has this key, unless the person types, or is in a menu or dialog. */
export function pressByKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if ((event.target as Element).closest(ELSEWHERE)) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const within = event.currentTarget as HTMLElement;
  const controls = [...within.querySelectorAll<HTMLElement>("[aria-keyshortcuts]")];
  const control = controls.find((each) => each.getAttribute("aria-keyshortcuts") === key);
  if (!control) return;
  event.preventDefault();
  control.click();
}
