import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { handsOf, type PersonInCall } from "./participants.ts";

/** Who asks to speak, in order. */
export function Hands({ people, canLower }: { people: readonly PersonInCall[]; canLower: boolean }) {
  const { app } = useCallScreen();
  const hands = handsOf(people);
  if (!hands.length) return null;
  const lower = (id: string) => app.attempt(() => app.ringlog.call.actions.lowerHand(id));
  return (
    <section class="hands">
      <h3>{text.call.hands}</h3>
      <ol>
        {hands.map(({ user, hand, isViewer }) => (
          <li key={user.id}>
            <span class="order">{hand}</span>
            <span class="cut" dir="auto">
              {user.name}
            </span>
            {(canLower || isViewer) && (
              <Button
                label={text.call.lower}
                aria-label={text.call.lowerHandOf(user.name)}
                look="quiet"
                onClick={() => lower(user.id)}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
