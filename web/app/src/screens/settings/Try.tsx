import { Play, Square } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";

const PLAYED_FOR = 5_000; // ms

/** Plays something for a few seconds, or until it is pressed again. What `play` answers with ends it. */
export function Try({ label, play }: { label: string; play: () => () => void }) {
  const [plays, setPlays] = useState(false);
  useEffect(() => {
    if (!plays) return;
    const stop = play();
    const timer = setTimeout(() => setPlays(false), PLAYED_FOR);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [plays]);
  return (
    <Button
      label={plays ? text.settings.stopTone : label}
      icon={plays ? Square : Play}
      onClick={() => setPlays(!plays)}
    />
  );
}
