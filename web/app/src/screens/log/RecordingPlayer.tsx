import { Download, Play } from "lucide";
import { useRef, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { save } from "../../ui/save.ts";

interface PlayedFile {
  readonly id: string;
  readonly mediaType: string;
  readonly name: string;
}

/** Plays a file in the page. Links to it run out, so one is asked for when it is needed, and playing goes on with the next. */
export function RecordingPlayer({ file }: { file: PlayedFile }) {
  const app = useApp();
  const [links, setLinks] = useState<readonly string[]>([]); // so far; the last one is in use
  const [broken, setBroken] = useState(false);
  const [soundAlone, setSoundAlone] = useState(false);
  const reached = useRef(0); // s
  const failedAt = useRef(-1); // s

  const link = async () => {
    const found = await app.attemptTo(() => app.ringlog.api.downloadUrl(file.id));
    if (found === null) app.say(text.log.fileGone, true);
    return found ?? null;
  };
  const play = async () => {
    const found = await link();
    setBroken(found === null);
    if (found !== null) setLinks((before) => [...before, found]);
  };
  const download = async () => {
    const found = await link();
    if (found) save(found);
  };
  const failed = () => {
    const again = reached.current === failedAt.current; // then it isn't for want of a newer link
    failedAt.current = reached.current;
    if (again) setBroken(true);
    else void play();
  };
  const loaded = (player: HTMLMediaElement) => {
    setSoundAlone(player instanceof HTMLVideoElement && player.videoWidth === 0);
    player.currentTime = reached.current;
  };
  const passed = (player: HTMLMediaElement) => {
    if (player.readyState >= HTMLMediaElement.HAVE_METADATA) reached.current = player.currentTime;
  };
  const address = links.at(-1);
  const Player = file.mediaType.startsWith("audio/") ? "audio" : "video";
  return (
    <div class="recording-player">
      {address !== undefined && !broken && (
        <Player
          key={links.length}
          src={address}
          class={soundAlone ? "sound-alone" : undefined}
          aria-label={file.name}
          controls
          autoplay
          onLoadedMetadata={({ currentTarget }) => loaded(currentTarget)}
          onTimeUpdate={({ currentTarget }) => passed(currentTarget)}
          onError={failed}
        />
      )}
      {broken && <p role="alert">{text.log.cannotPlay}</p>}
      <div class="buttons">
        {(address === undefined || broken) && (
          <Button label={broken ? text.log.tryAgain : text.log.play} icon={Play} onClick={() => void play()} />
        )}
        <Button label={text.log.download} icon={Download} look="quiet" onClick={() => void download()} />
      </div>
    </div>
  );
}
