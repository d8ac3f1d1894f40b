import { text } from "../../../text/index.ts";
import { Button, type ButtonProps } from "../../../ui/Button.tsx";

export interface ControlProps extends ButtonProps {
  /** One of KEYS: it does the same while the focus is in the call. */
  shortcut: string;
}

/** A button of the call, with its key in the tooltip. */
export function Control(props: ControlProps) {
  return <Button {...withKey(props)} />;
}

/** The same for what opens a menu. */
export function withKey({ shortcut, ...button }: ControlProps): ButtonProps {
  return {
    iconOnly: true,
    "aria-keyshortcuts": shortcut,
    title: text.call.withKey(button.label, text.call.keyName(shortcut)),
    ...button,
  };
}
