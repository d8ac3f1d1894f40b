import "./button.css";
import type { IconNode } from "lucide";
import type { ButtonHTMLAttributes, Ref } from "preact";
import { Icon } from "./Icon.tsx";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "label"> {
  label: string;
  icon?: IconNode;
  /** Shows the icon alone; the label is a tooltip, and read aloud. */
  iconOnly?: boolean;
  /** plain, the one thing to do here, what ends something, or what should stand back. */
  look?: "plain" | "primary" | "danger" | "quiet";
  /** For what is on or off. */
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** Everything that is pressed. */
export function Button({ label, icon, iconOnly = false, look = "plain", pressed, class: more, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      class={["button", look, iconOnly ? "icon-only" : "", more ?? ""].join(" ").trim()}
      aria-pressed={pressed}
      {...(iconOnly ? { "aria-label": label, title: label } : {})}
      {...rest}
    >
      {icon && <Icon of={icon} />}
      {!iconOnly && <span>{label}</span>}
    </button>
  );
}
