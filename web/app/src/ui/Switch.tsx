import "./switch.css";
import { useId } from "preact/hooks";

interface SwitchProps {
  label: string;
  hint?: string | undefined;
  on: boolean;
  disabled?: boolean;
  /** Answers with undefined if it came to nothing: then it shows again what is. */
  onTurn: (on: boolean) => Promise<unknown>;
}

/** Something that is on or off, at once and without being saved. */
export function Switch({ label, hint, on, disabled = false, onTurn }: SwitchProps) {
  const id = useId();
  const turn = async ({ currentTarget: input }: { currentTarget: HTMLInputElement }) => {
    if ((await onTurn(input.checked)) === undefined) input.checked = on;
  };
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={turn}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} class="quiet small">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
