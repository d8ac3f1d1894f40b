import { Bug, EllipsisVertical, Keyboard, Link, PhoneOff } from "lucide";
import { useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { type CallScreen, useCallScreen } from "../call_screen.ts";
import { copy, copyReport } from "../copying.ts";
import { Confirmation } from "./Confirmation.tsx";
import { DeviceSelects } from "./DeviceSelects.tsx";
import { KEYS } from "./keys.ts";
import { ShortcutHelp } from "./ShortcutHelp.tsx";

/** Devices, and what one seldom needs. */
export function MoreMenu() {
  const screen = useCallScreen();
  const { app, permissions } = screen;
  const [dialog, open] = useState<"help" | "end" | null>(null);
  const close = () => open(null);
  return (
    <>
      <Menu label={text.call.more} icon={EllipsisVertical} iconOnly>
        <DeviceSelects />
        <Button label={text.call.copyLink} icon={Link} look="quiet" data-chooses onClick={() => copyLink(screen)} />
        <Button label={text.call.copyReport} icon={Bug} look="quiet" data-chooses onClick={() => copyReport(app)} />
        <Button
          label={text.call.shortcuts}
          icon={Keyboard}
          look="quiet"
          data-chooses
          aria-keyshortcuts={KEYS.help}
          onClick={() => open("help")}
        />
        {permissions.value?.viewerCanHost && (
          <Button
            class="ends"
            label={text.call.endForAll}
            icon={PhoneOff}
            look="quiet"
            data-chooses
            onClick={() => open("end")}
          />
        )}
      </Menu>
      {dialog === "help" && <ShortcutHelp onClose={close} />}
      {dialog === "end" && (
        <Confirmation
          title={text.call.endForAll}
          sentence={text.call.endForAllAsked}
          confirm={text.call.endForAllConfirmed}
          onClose={close}
          onConfirm={() => app.attempt(() => app.ringlog.call.actions.endForAll())}
        />
      )}
    </>
  );
}

async function copyLink({ app, call }: CallScreen): Promise<void> {
  const { externalId } = call.value?.room ?? {};
  if (externalId === undefined) return;
  const room = await app.attemptTo(() => app.ringlog.api.room(externalId));
  if (room?.callLink) await copy(app, room.callLink, text.call.linkCopied, text.call.linkIs(room.callLink));
  else if (room) app.say(text.call.noLink, true);
}
