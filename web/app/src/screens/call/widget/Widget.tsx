import "./widget.css";
import { useComputed } from "@preact/signals";
import { Grip, Maximize2 } from "lucide";
import { listed } from "../../../text/format.ts";
import { text } from "../../../text/index.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { PlaceLink } from "../../../ui/PlaceLink.tsx";
import { useFocusIfLost } from "../../../ui/use_focus_if_lost.ts";
import { type CallScreen, useCallScreen } from "../call_screen.ts";
import { HandButton, LeaveButton, MicrophoneButton } from "../controls/buttons.tsx";
import { pressByKey } from "../controls/keys.ts";
import { MoreMenu } from "../controls/MoreMenu.tsx";
import { Duration } from "../Duration.tsx";
import { Notices } from "../notices/Notices.tsx";
import { RecordingMark } from "../RecordingMark.tsx";
import { Picture } from "../stage/Picture.tsx";
import { Reactions } from "../stage/Reactions.tsx";
import type { Tile } from "../tiles.ts";
import { usePosition } from "./use_position.ts";

/** The call, small, above whatever else one does; it is dragged, or moved by keys. */
export function Widget() {
  const screen = useCallScreen();
  const { box, position, handle } = usePosition();
  useFocusIfLost(box);
  const title = screen.call.value?.title ?? text.call.call;
  return (
    <section
      ref={box}
      class="call-widget"
      aria-label={text.call.inRoom(title)}
      style={{ left: `${position.x}px`, top: `${position.y}px` }}
      tabindex={-1}
      onKeyDown={pressByKey}
    >
      <header {...handle}>
        <Button class="handle" label={text.call.move} icon={Grip} iconOnly look="quiet" />
        <Title />
        <RecordingMark />
        <Button
          label={text.call.expand}
          icon={Maximize2}
          iconOnly
          look="quiet"
          onClick={() => {
            screen.app.callExpanded.value = true;
          }}
        />
      </header>
      <SharedScreen />
      <Notices />
      <Status />
      <Reactions />
      <fieldset class="controls small-controls" aria-label={text.call.controls}>
        <MicrophoneButton />
        <HandButton />
        <MoreMenu />
        <LeaveButton />
      </fieldset>
    </section>
  );
}

function Title() {
  const call = useCallScreen().call.value;
  if (!call) return <p class="titles">{text.call.call}</p>;
  return (
    <p class="titles">
      <PlaceLink place={{ at: "room", roomId: call.room.id }} class="cut">
        {call.title}
      </PlaceLink>
      <Duration since={call.answeredAt ?? call.startedAt} />
    </p>
  );
}

function SharedScreen() {
  const screen = useCallScreen();
  const share = screen.share.value;
  if (!share) return null;
  if (share.session.id === screen.sessionId.value) return <p class="small">{text.call.youShare}</p>;
  return (
    <figure class="thumbnail">
      <Picture sessionId={share.session.id} kind="SCREEN" label={text.call.screenOf(share.user.name)} />
      <figcaption class="cut small">{text.call.sharedBy(share.user.name)}</figcaption>
    </figure>
  );
}

/** Who speaks, or where the connection stands. */
function Status() {
  const screen = useCallScreen();
  const { at } = screen.phase.value;
  const heard = useHeard(screen);
  if (at === "connecting") return <StatusLine says={text.call.connecting} />;
  if (at === "reconnecting") return null; // a notice says it
  if (screen.tiles.value.length < 2) return <StatusLine says={text.call.alone} />;
  if (!heard.length) return <StatusLine says={text.call.nobodySpeaks} />;
  return (
    <p class="status speaking">
      {heard.slice(0, 2).map(({ user }) => (
        <Avatar key={user.id} person={user} size={24} />
      ))}
      <span class="cut">{sentence(heard)}</span>
    </p>
  );
}

const StatusLine = ({ says }: { says: string }) => (
  <p class="status quiet" role="status">
    {says}
  </p>
);

function sentence(heard: readonly Tile[]): string {
  if (heard.every(({ isThisDevice }) => isThisDevice)) return text.call.youSpeak;
  const names = heard.map((tile) => (tile.isThisDevice ? text.call.you : tile.user.name));
  return text.call.speak(listed(names), names.length);
}

function useHeard(screen: CallScreen): readonly Tile[] {
  return useComputed(() =>
    screen.tiles.value.filter(({ heardAs }) => heardAs.some((id) => screen.speaking.value.has(id))),
  ).value;
}
