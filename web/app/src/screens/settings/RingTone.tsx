import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Field } from "../../ui/Field.tsx";
import { Try } from "./Try.tsx";

const NAMES = Object.entries(text.settings.tones);

/** Chooses a ring tone, and lets it be heard. */
export function RingTone({ chosen }: { chosen: string }) {
  const app = useApp();
  const { ringlog } = app;
  const known = NAMES.some(([name]) => name === chosen) ? chosen : "default";
  return (
    <div class="together">
      <Field label={text.settings.ringTone}>
        {(control) => (
          <select
            {...control}
            value={known}
            onChange={({ currentTarget: { value: ringTone } }) =>
              void app.attempt(() => ringlog.api.changePreferences({ ringTone }))
            }
          >
            {NAMES.map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Try key={known} label={text.settings.tryTone} play={() => ringlog.tryTone(known)} />
    </div>
  );
}
