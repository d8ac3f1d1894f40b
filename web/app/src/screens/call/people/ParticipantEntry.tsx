import { EllipsisVertical, MicOff, MonitorUp, Video } from "lucide";
import { timeOfDay } from "../../../text/format.ts";
import { text } from "../../../text/index.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu } from "../../../ui/Menu.tsx";
import { memo } from "../../../ui/memo.ts";
import { useCallScreen } from "../call_screen.ts";
import type { DeviceInCall, PersonInCall } from "./participants.ts";

interface EntryProps {
  person: PersonInCall;
  canHost: boolean;
  onRemove: (user: { id: string; name: string }) => void;
}

/** Somebody in the call. */
export const ParticipantEntry = memo(function ParticipantEntry({ person, canHost, onRemove }: EntryProps) {
  const { user, devices, isHost, isViewer, shares } = person;
  const roles = [isViewer && text.call.you, isHost && text.call.host].filter(Boolean).join(", ");
  const [device, another] = devices;
  return (
    <li class="participant">
      <Avatar person={user} size={32} />
      <span class="who">
        <span class="cut" dir="auto" title={user.name}>
          {user.name}
        </span>
        {roles && <span class="quiet small">{roles}</span>}
      </span>
      {shares && <Mark of={MonitorUp} says={text.call.sharing} />}
      {device && !another && <DeviceMarks device={device} />}
      {canHost && !isViewer && <HostMenu person={person} onRemove={onRemove} />}
      {another && <Devices devices={devices} />}
    </li>
  );
});

function Devices({ devices }: { devices: readonly DeviceInCall[] }) {
  return (
    <ul class="on-devices" aria-label={text.call.devicesOf(devices.length)}>
      {devices.map((device) => (
        <li key={device.id} class="small quiet">
          {text.call.deviceSince(timeOfDay(device.joinedAt))}
          <DeviceMarks device={device} />
        </li>
      ))}
    </ul>
  );
}

function DeviceMarks({ device }: { device: DeviceInCall }) {
  return (
    <>
      {device.reconnecting && <span class="small">{text.call.reconnecting}</span>}
      {device.camera && <Mark of={Video} says={text.call.cameraIsOn} />}
      {device.muted && <Mark of={MicOff} says={text.call.muted} />}
    </>
  );
}

function Mark({ of, says }: { of: Parameters<typeof Icon>[0]["of"]; says: string }) {
  return (
    <span title={says} class="person-mark">
      <Icon of={of} size={18} />
      <span class="unseen">{says}</span>
    </span>
  );
}

function HostMenu({ person: { user, muted, shares, hand, isHost }, onRemove }: Omit<EntryProps, "canHost">) {
  const { app } = useCallScreen();
  const { actions } = app.ringlog.call;
  const does = (label: string, act: Parameters<typeof app.attempt>[0]) => (
    <Button label={label} look="quiet" data-chooses onClick={() => app.attempt(act)} />
  );
  return (
    <Menu label={text.call.optionsFor(user.name)} icon={EllipsisVertical} iconOnly look="quiet">
      {!muted && does(text.call.muteThem, () => actions.mute(user.id))}
      {shares && does(text.call.stopTheirShare, () => actions.stopScreenShare())}
      {hand !== null && does(text.call.lowerHand, () => actions.lowerHand(user.id))}
      {!isHost && does(text.call.makeHost, () => actions.handOver(user.id))}
      <Button label={text.call.remove} look="quiet" data-chooses onClick={() => onRemove(user)} />
    </Menu>
  );
}
