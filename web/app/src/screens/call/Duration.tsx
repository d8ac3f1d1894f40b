import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { duration } from "../../text/format.ts";
import { text } from "../../text/index.ts";

/** How long ago something was, counting. since: ISO 8601, by the server's clock. */
export function Duration({ since }: { since: string }) {
  const { clock } = useApp().ringlog;
  const passed = () => Math.floor((clock.now() - Date.parse(since)) / 1000);
  const [seconds, setSeconds] = useState(passed);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(passed), 500);
    return () => clearInterval(timer);
  }, [since]);
  const time = duration(seconds);
  return (
    <span class="duration" role="timer" aria-label={text.call.duration(time)}>
      {time}
    </span>
  );
}
