import { type DeviceList, deviceList } from "@ringlog/client";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Field } from "../../ui/Field.tsx";

interface DeviceSelectProps {
  label: string;
  kind: keyof DeviceList;
  /** Whether one is open: only then browsers tell what devices are called. */
  open: boolean;
  chosen: string | undefined;
  choose: (deviceId: string) => void;
}

/** One of the devices that there are; an empty id is the browser's choice. */
export function DeviceSelect({ label, kind, open, chosen, choose }: DeviceSelectProps) {
  const devices = useWatched(deviceList, [open])[kind];
  const isThere = devices.some(({ deviceId }) => deviceId === chosen);
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          value={isThere ? chosen : ""}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="">{text.preflight.browsersChoice}</option>
          {devices.map(({ deviceId, label: name }) => (
            <option key={deviceId} value={deviceId}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
