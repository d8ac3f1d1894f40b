import { useComputed } from "@preact/signals";
import { Hand, Mic, MicOff, PhoneOff, ScreenShare, ScreenShareOff, Video, VideoOff } from "lucide";
import { text } from "../../../text/index.ts";
import { Button, type ButtonProps } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { doing } from "./doing.ts";
import { canShareScreens } from "./features.ts";
import { KEYS } from "./keys.ts";

interface ControlProps extends ButtonProps {
  /** The key that does the same while the focus is in the call. */
  shortcut: string;
}

/** A control, with its key in the tooltip. */
export function Control({ shortcut, ...button }: ControlProps) {
  return <Button iconOnly aria-keyshortcuts={shortcut} title={text.call.withKey(button.label, shortcut)} {...button} />;
}

export function MicrophoneButton() {
  const screen = useCallScreen();
  const on = useComputed(() => screen.view.value.microphone).value;
  return (
    <Control
      class={on ? "on" : "off"}
      shortcut={KEYS.microphone}
      label={on ? text.call.mute : text.call.unmute}
      icon={on ? Mic : MicOff}
      onClick={() => doing(screen).microphone()}
    />
  );
}

export function CameraButton() {
  const screen = useCallScreen();
  const on = useComputed(() => screen.view.value.camera).value;
  return (
    <Control
      class={on ? "on" : "off"}
      shortcut={KEYS.camera}
      label={on ? text.call.cameraOff : text.call.cameraOn}
      icon={on ? Video : VideoOff}
      onClick={() => doing(screen).camera()}
    />
  );
}

/** Nothing where a browser can't share, as on phones. */
export function ShareButton() {
  const screen = useCallScreen();
  const on = useComputed(() => screen.view.value.screen).value;
  const may = on || (screen.permissions.value?.viewerCanShareScreen ?? false);
  if (!canShareScreens()) return null;
  return (
    <Control
      shortcut={KEYS.screen}
      label={on ? text.call.stopSharing : text.call.share}
      icon={on ? ScreenShareOff : ScreenShare}
      disabled={!may}
      onClick={() => doing(screen).screen()}
    />
  );
}

export function HandButton() {
  const screen = useCallScreen();
  const up = useComputed(() => screen.self.value?.hand != null).value;
  return (
    <Control
      class={up ? "up" : ""}
      shortcut={KEYS.hand}
      label={up ? text.call.lowerHand : text.call.raiseHand}
      icon={Hand}
      onClick={() => doing(screen).hand()}
    />
  );
}

export function LeaveButton() {
  const screen = useCallScreen();
  return (
    <Button
      class="leave"
      label={text.call.leave}
      icon={PhoneOff}
      iconOnly
      look="danger"
      onClick={() => doing(screen).leave()}
    />
  );
}
