import "./countdown.css";
import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Avatar } from "../../ui/Avatar.tsx";

interface CountdownProps {
  ring: { readonly startedAt: string; readonly expiresAt: string };
  /** Who is in the middle. */
  person: Parameters<typeof Avatar>[0]["person"];
  /** Whether it still rings. */
  runs: boolean;
}

/** A person within an arc that shrinks until their ring is over, by the server's clock. */
export function Countdown({ ring: { startedAt, expiresAt }, person, runs }: CountdownProps) {
  const { clock } = useApp().ringlog;
  const [left, setLeft] = useState(() => clock.until(expiresAt));
  useEffect(() => {
    if (!runs) return;
    const look = () => setLeft(clock.until(expiresAt));
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [clock, expiresAt, runs]);
  const whole = Math.max(1, Date.parse(expiresAt) - Date.parse(startedAt));
  return (
    <div class="countdown">
      <Avatar person={person} size={44} />
      {runs && (
        <>
          <svg aria-hidden="true" viewBox="0 0 56 56">
            <circle cx="28" cy="28" r="26" class="track" />
            <circle cx="28" cy="28" r="26" pathLength="1" style={{ strokeDashoffset: 1 - Math.min(1, left / whole) }} />
          </svg>
          <span class="seconds small" aria-hidden="true">
            {text.ringing.ringsFor(Math.ceil(left / 1_000))}
          </span>
        </>
      )}
    </div>
  );
}
