import { text } from "../../../text/index.ts";
import { Dialog } from "../../../ui/Dialog.tsx";
import { KEYS } from "./keys.ts";

/** Which keys do what. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={text.call.shortcuts} onClose={onClose}>
      <p class="quiet">{text.call.shortcutsWork}</p>
      <dl class="shortcuts">
        {(Object.keys(KEYS) as (keyof typeof KEYS)[]).map((each) => (
          <div key={each}>
            <dt>{text.call.shortcut[each]}</dt>
            <dd>
              <kbd>{text.call.keyName(KEYS[each])}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
