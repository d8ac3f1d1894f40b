import { useComputed } from "@preact/signals";
import { Hand, Mic, MicOff, PhoneOff, ScreenShare, ScreenShareOff, Video, VideoOff } from "lucide";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { Control } from "./Control.tsx";
import { canShareScreens } from "./features.ts";
import { KEYS } from "./keys.ts";

export function MicrophoneButton() {
  const { app, view } = useCallScreen();
  const on = useComputed(() => view.value.microphone).value;
  return (
    <Control
      class={on ? "on" : "off"}
      shortcut={KEYS.microphone}
      label={on ? text.call.mute : text.call.unmute}
      icon={on ? Mic : MicOff}
      onClick={() => app.attempt(() => app.ringlog.call.setMicrophone(!on))}
    />
  );
}

/** Nothing where the call's provider carries no cameras. */
export function CameraButton() {
  const { app, view, can } = useCallScreen();
  const on = useComputed(() => view.value.camera).value;
  if (!can.value.has("CAM")) return null;
  return (
    <Control
      class={on ? "on" : "off"}
      shortcut={KEYS.camera}
      label={on ? text.call.cameraOff : text.call.cameraOn}
      icon={on ? Video : VideoOff}
      onClick={() => app.attempt(() => app.ringlog.call.setCamera(!on))}
    />
  );
}

/** Nothing where a browser can't share, as on phones. */
export function ShareButton() {
  const { app, view, permissions } = useCallScreen();
  const on = useComputed(() => view.value.screen).value;
  if (!canShareScreens()) return null;
  const { call } = app.ringlog;
  const toggle = () => (on ? app.attemptTo(() => call.stopSharing()) : app.attempt(() => call.shareScreen()));
  return (
    <Control
      class={on ? "up" : ""}
      shortcut={KEYS.screen}
      label={on ? text.call.stopSharing : text.call.share}
      icon={on ? ScreenShareOff : ScreenShare}
      disabled={!on && !permissions.value?.viewerCanShareScreen}
      onClick={toggle}
    />
  );
}

export function HandButton() {
  const { app, self } = useCallScreen();
  const up = useComputed(() => self.value?.hand != null).value;
  const { actions } = app.ringlog.call;
  const toggle = () => (up ? app.attempt(() => actions.lowerHand()) : app.attempt(() => actions.raiseHand()));
  return (
    <Control
      class={up ? "up" : ""}
      shortcut={KEYS.hand}
      label={up ? text.call.lowerHand : text.call.raiseHand}
      icon={Hand}
      onClick={toggle}
    />
  );
}

export function LeaveButton() {
  const { app } = useCallScreen();
  return (
    <Button
      class="leave"
      label={text.call.leave}
      icon={PhoneOff}
      iconOnly
      look="danger"
      onClick={() => app.attemptTo(() => app.ringlog.call.leave())}
    />
  );
}
