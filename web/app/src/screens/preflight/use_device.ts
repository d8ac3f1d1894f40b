import { DeviceProblem, type Ringlog } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";

export type DeviceState =
  | { readonly is: "off" }
  | { readonly is: "opening" }
  | { readonly is: "open" }
  | { readonly is: "missing"; readonly why: DeviceProblem };

const OFF: DeviceState = { is: "off" };
const GOING_IN = new Set(["entering", "calling", "connecting", "connected"]);

/**
 * Has one's microphone or camera open while wanted: this one, or the browser's choice. It stays open for the call that is entered
 * then. The second of what it answers tries once more.
 */
export function useDevice(
  { call }: Ringlog,
  input: "microphone" | "camera",
  wanted: boolean,
  deviceId: string | undefined,
): [DeviceState, () => void] {
  const [state, setState] = useState<DeviceState>(OFF);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!wanted) return call.own.close(input);
    let shown = true;
    const show = (now: DeviceState) => shown && setState(now);
    const opening = input === "microphone" ? call.useMicrophone(deviceId) : call.useCamera(deviceId);
    show({ is: "opening" });
    opening.then(
      () => {
        show({ is: "open" });
        if (!shown && !GOING_IN.has(call.getSnapshot().phase.at)) call.own.close(input); // the browser asked for too long
      },
      (problem) => {
        if (!(problem instanceof DeviceProblem)) throw problem;
        show({ is: "missing", why: problem });
      },
    );
    return () => {
      shown = false;
    };
  }, [call, input, wanted, deviceId, attempt]);
  return [wanted ? state : OFF, () => setAttempt(attempt + 1)];
}
