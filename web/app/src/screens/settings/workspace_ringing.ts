import type { SettingShownFragment } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";

/** What the workspace's settings say about ringing. */
export interface WorkspaceRinging {
  readonly enabled: boolean;
  /** The environment variable that fixes whether anything rings; null if an admin can change it. */
  readonly lockedBy: string | null;
  /** In which kinds of room calls ring, as the settings call them. */
  readonly kinds: readonly string[];
  readonly seconds: number;
}

/** Those of all settings. */
export function ringingIn(settings: readonly SettingShownFragment[]): WorkspaceRinging {
  const found: { -readonly [K in keyof WorkspaceRinging]: WorkspaceRinging[K] } = {
    enabled: true,
    lockedBy: null,
    kinds: [],
    seconds: 0,
  };
  for (const setting of settings) {
    if (setting.name === "ringing.enabled" && "boolean" in setting) {
      found.enabled = setting.boolean;
      found.lockedBy = setting.lockedBy;
    }
    if (setting.name === "ringing.room_kinds" && "texts" in setting) found.kinds = setting.texts;
    if (setting.name === "ringing.time" && "integer" in setting) found.seconds = setting.integer;
  }
  return found;
}

/** Undefined until it is known, and to whom it isn't shown. */
export function useRinging(): WorkspaceRinging | undefined {
  const app = useApp();
  const [found, setFound] = useState<WorkspaceRinging>();
  useEffect(() => {
    let shown = true;
    void app
      .attemptTo(() => app.ringlog.api.settings())
      .then((settings) => shown && settings && setFound(ringingIn(settings)));
    return () => {
      shown = false;
    };
  }, [app]);
  return found;
}
