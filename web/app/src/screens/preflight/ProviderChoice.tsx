import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Field } from "../../ui/Field.tsx";
import type { Offer } from "./offer.ts";

/** Who carries a call that is about to be started, where there are several. */
export function ProviderChoice({ offer }: { offer: Offer }) {
  const { entering } = useApp();
  return (
    <Field label={text.preflight.provider}>
      {(control) => (
        <select
          {...control}
          value={offer.provider}
          onChange={({ currentTarget }) => entering.choose({ providerName: currentTarget.value })}
        >
          {offer.providers.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
