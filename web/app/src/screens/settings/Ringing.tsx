import type { PreferencesShownFragment } from "@ringlog/client";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Switch } from "../../ui/Switch.tsx";
import { RingTone } from "./RingTone.tsx";
import { useRinging } from "./workspace_ringing.ts";

/** Whether calls ring, with which tone, and what the workspace says about it. */
export function Ringing({ preferences }: { preferences: PreferencesShownFragment }) {
  const app = useApp();
  const { api } = app.ringlog;
  const workspace = useRinging();
  const isOff = workspace?.enabled === false;
  return (
    <>
      {workspace && (
        <p class={isOff ? "locked" : "quiet small"}>
          {isOff ? text.settings.offForAll : whereItRings(workspace.kinds, workspace.seconds)}
          {isOff && workspace.lockedBy !== null && ` ${text.settings.fixedBy(workspace.lockedBy)}`}
        </p>
      )}
      <Switch
        label={text.settings.rings}
        hint={text.settings.ringsHint}
        on={preferences.ringingEnabled}
        disabled={isOff}
        onTurn={(ringingEnabled) => app.attempt(() => api.changePreferences({ ringingEnabled }))}
      />
      <Switch
        label={text.settings.doNotDisturb}
        hint={text.settings.doNotDisturbHint}
        on={preferences.doNotDisturb}
        disabled={isOff}
        onTurn={(doNotDisturb) => app.attempt(() => api.changePreferences({ doNotDisturb }))}
      />
      <RingTone chosen={preferences.ringTone} />
    </>
  );
}

function whereItRings(kinds: readonly string[], seconds: number): string {
  if (!kinds.length) return text.settings.ringsNowhere;
  const names: Record<string, string> = text.settings.kinds;
  return text.settings.ringsIn(
    kinds.map((kind) => names[kind] ?? kind), // another version of Ringlog may know more
    seconds,
  );
}
