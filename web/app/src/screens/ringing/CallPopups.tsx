import "./call_popups.css";
import { Outgoing } from "../outgoing/Outgoing.tsx";
import { Incoming } from "./Incoming.tsx";

/** In the corner: the calls that come in, and one's own that isn't answered yet. */
export function CallPopups() {
  return (
    <div class="call-popups">
      <Incoming />
      <Outgoing />
    </div>
  );
}
