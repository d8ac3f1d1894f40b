import "./settings.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { BackToRooms } from "../../ui/BackToRooms.tsx";
import { Devices } from "./Devices.tsx";
import { MutedRooms } from "./MutedRooms.tsx";
import { Notifications } from "./Notifications.tsx";
import { Ringing } from "./Ringing.tsx";

/** What a person has chosen for themselves, all of it live. */
export function Settings() {
  const app = useApp();
  const own = app.rooms.own.value;
  return (
    <div class="settings">
      <header>
        <BackToRooms />
        <h1>{text.settings.settings}</h1>
      </header>
      {own === null && <p class="quiet">{text.settings.loading}</p>}
      {own && !own.preferences && <p class="quiet">{text.settings.noPreferences}</p>}
      {own?.preferences && (
        <>
          <Part title={text.settings.ringing}>
            <Ringing preferences={own.preferences} />
          </Part>
          <Part title={text.settings.notifications}>
            <Notifications />
          </Part>
          <Part title={text.settings.devices}>
            <Devices />
          </Part>
          <Part title={text.settings.mutedRooms}>
            <MutedRooms muted={own.preferences.mutedRooms} />
          </Part>
        </>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {children}
    </section>
  );
}
