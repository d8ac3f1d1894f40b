import { text } from "../../text/index.ts";
import { Field } from "../../ui/Field.tsx";

/** What a call is called that is about to be started. */
export function CallTitle({ title, write }: { title: string; write: (title: string) => void }) {
  return (
    <Field label={text.preflight.title} hint={text.preflight.titleHint}>
      {(control) => (
        <input
          {...control}
          value={title}
          maxLength={256}
          autoComplete="off"
          onInput={({ currentTarget }) => write(currentTarget.value)}
        />
      )}
    </Field>
  );
}
