import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";

/** Whether to be asked no more before calls. */
export function AtOnce() {
  const { entering } = useApp();
  return (
    <label class="at-once">
      <input
        type="checkbox"
        checked={entering.choices.value.atOnce ?? false}
        onChange={({ currentTarget }) => entering.choose({ atOnce: currentTarget.checked })}
      />
      <span>
        {text.preflight.atOnce}
        <span class="quiet small">{text.preflight.atOnceHint}</span>
      </span>
    </label>
  );
}
