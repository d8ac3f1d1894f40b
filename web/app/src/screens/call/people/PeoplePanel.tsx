import "./people.css";
import { MicOff } from "lucide";
import { useState } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { useCallScreen } from "../call_screen.ts";
import { Confirmation } from "../controls/Confirmation.tsx";
import { Hands } from "./Hands.tsx";
import { OthersToRing } from "./OthersToRing.tsx";
import { ParticipantEntry } from "./ParticipantEntry.tsx";

/** Who is in the call, who asks to speak, and whom the host may ring; with what the host may do. */
export function PeoplePanel() {
  const screen = useCallScreen();
  const { app, permissions } = screen;
  const { actions } = app.ringlog.call;
  const [removing, remove] = useState<{ id: string; name: string } | null>(null);
  const people = screen.people.value;
  const { viewerCanHost = false, viewerCanRing = false } = permissions.value ?? {};
  return (
    <Panel title={text.call.participants(people.length)} onClose={() => screen.toggle("people")}>
      <div class="people">
        <Hands people={people} canLower={viewerCanHost} />
        {viewerCanHost && people.length > 1 && (
          <Button label={text.call.muteOthers} icon={MicOff} onClick={() => app.attempt(() => actions.muteOthers())} />
        )}
        <ul aria-label={text.call.participants(people.length)}>
          {people.map((person) => (
            <ParticipantEntry key={person.user.id} person={person} canHost={viewerCanHost} onRemove={remove} />
          ))}
        </ul>
        {viewerCanRing && <OthersToRing present={people} />}
      </div>
      {removing && (
        <Confirmation
          title={text.call.removeTitle(removing.name)}
          sentence={text.call.removeAsked}
          confirm={text.call.remove}
          onClose={() => remove(null)}
          onConfirm={() => app.attempt(() => actions.remove(removing.id))}
        />
      )}
    </Panel>
  );
}
