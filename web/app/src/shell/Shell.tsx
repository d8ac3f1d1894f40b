import "./shell.css";
import { TOKEN_REFUSED } from "@ringlog/client";
import { Sidebar } from "../screens/sidebar/Sidebar.tsx";
import { useApp } from "../state/app.ts";
import { isInCall } from "../state/in_call.ts";
import { useObservable } from "../state/use_observable.ts";
import { text } from "../text/index.ts";
import { Button } from "../ui/Button.tsx";
import { Beside } from "./Beside.tsx";
import { Content } from "./Content.tsx";
import { Overlays } from "./Overlays.tsx";

/** The whole page of somebody who is signed in: the sidebar, what they look at, and what lies over both. */
export function Shell() {
  const app = useApp();
  const { at } = app.place.value;
  return (
    <div class={`shell at-${at}`}>
      <a class="skip" href="#content">
        {text.shell.skipToContent}
      </a>
      <Overlays />
      <Sidebar />
      <main id="content" tabindex={-1}>
        <Connection />
        <Content />
      </main>
      <Beside />
    </div>
  );
}

/** Says when what is shown may be old, and what can be done about it. */
function Connection() {
  const app = useApp();
  const { state, closed } = useObservable(app.ringlog.api.hub.status);
  const call = useObservable(app.ringlog.call);
  if (state === "connected" || closed === undefined) return <div role="status" />;
  const signOut = closed.code === TOKEN_REFUSED ? app.signOut : null;
  return (
    <div role="status">
      <p class="offline">
        {signOut ? text.shell.signedOut : text.shell.offline}
        {signOut && (
          <Button label={isInCall(call) ? text.shell.leaveAndSignIn : text.shell.signInAgain} onClick={signOut} />
        )}
      </p>
    </div>
  );
}
