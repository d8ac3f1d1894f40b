import { Call } from "../screens/call/Call.tsx";
import { EnteringDialogs } from "../screens/preflight/EnteringDialogs.tsx";
import { CallPopups } from "../screens/ringing/CallPopups.tsx";
import { Toasts } from "../ui/Toasts.tsx";

/** What lies over whatever one looks at: calls that come and go, the call that one is in, and what is asked or said meanwhile. */
export function Overlays() {
  return (
    <>
      <CallPopups />
      <EnteringDialogs />
      <Call />
      <Toasts />
    </>
  );
}
