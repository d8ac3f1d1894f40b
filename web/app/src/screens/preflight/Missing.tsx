import { RotateCw } from "lucide";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import type { DeviceState } from "./use_device.ts";

/** Why a device can't be used, and what to do about it. */
export function Missing(props: { input: "microphone" | "camera"; state: DeviceState; again: () => void }) {
  const { input, state, again } = props;
  return (
    <div role="status">
      {state.is === "opening" && <p class="quiet small">{text.preflight.waiting[input]}</p>}
      {state.is === "missing" && (
        <div class="missing">
          <p>{text.preflight.missing[input][state.why.code]}</p>
          {state.why.code !== "INSECURE_PAGE" && (
            <Button label={text.preflight.tryAgain} icon={RotateCw} onClick={again} />
          )}
        </div>
      )}
    </div>
  );
}
