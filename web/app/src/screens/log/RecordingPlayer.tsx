import { Download, Play } from "lucide";
import type { RefObject } from "preact";
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
  const reached = useRef(0); // s
  const { address, number, broken, play, download, failed } = useLinks(file.id, reached);
  return (
    <div class="recording-player">
      {address !== undefined && !broken && (
        <Player key={number} file={file} address={address} reached={reached} onFail={failed} />
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

/** Links to a file, each asked for when the one before can't be used any more. */
function useLinks(fileId: string, reached: RefObject<number>) {
  const app = useApp();
  const [links, setLinks] = useState<readonly string[]>([]);
  const [broken, setBroken] = useState(false);
  const failedAt = useRef(-1); // s
  const link = async () => {
    const found = await app.attemptTo(() => app.ringlog.api.downloadUrl(fileId));
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
    if (found !== null) save(found);
  };
  const failed = () => {
    const again = reached.current === failedAt.current; // then it isn't for want of a newer link
    failedAt.current = reached.current;
    if (again) setBroken(true);
    else void play();
  };
  return { address: links.at(-1), number: links.length, broken, play, download, failed };
}

interface PlayerProps {
  file: PlayedFile;
  address: string;
  /** How far it has been played, in seconds: where it begins, and what it keeps. */
  reached: RefObject<number>;
  onFail: () => void;
}

function Player({ file, address, reached, onFail }: PlayerProps) {
  const [soundAlone, setSoundAlone] = useState(false);
  const begin = (player: HTMLMediaElement) => {
    setSoundAlone(player instanceof HTMLVideoElement && player.videoWidth === 0);
    player.currentTime = reached.current ?? 0;
  };
  const keep = (player: HTMLMediaElement) => {
    if (player.readyState >= HTMLMediaElement.HAVE_METADATA) reached.current = player.currentTime;
  };
  const Element = file.mediaType.startsWith("audio/") ? "audio" : "video";
  return (
    <Element
      src={address}
      class={soundAlone ? "sound-alone" : undefined}
      aria-label={file.name}
      controls
      autoplay
      onLoadedMetadata={({ currentTarget }) => begin(currentTarget)}
      onTimeUpdate={({ currentTarget }) => keep(currentTarget)}
      onError={onFail}
    />
  );
}
