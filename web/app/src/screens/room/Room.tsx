import "./room.css";
import { useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import { useWatched } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import type { Answered } from "../composer/Answer.tsx";
import { Composer } from "../composer/Composer.tsx";
import type { OpenedRoom } from "./opened.ts";
import { RoomHeader } from "./RoomHeader.tsx";
import { Timeline } from "./Timeline.tsx";

/** A room: its header, with the button that calls, and its timeline. */
export function Room({ roomId }: { roomId: string }) {
  const { api } = useApp().ringlog;
  const { data, error } = useWatched(() => api.openRoom(roomId), [api, roomId]);
  if (!data) return <p class="welcome quiet">{error?.message ?? text.common.loading}</p>;
  if ("code" in data.roomTimeline)
    return (
      <p class="welcome quiet" role="status">
        {text.room.gone}
      </p>
    );
  return <Opened room={data.roomTimeline.room} />;
}

function Opened({ room }: { room: OpenedRoom }) {
  const [answers, setAnswers] = useState<readonly Answered[]>([]);
  const [count, setCount] = useState(0);
  const show = (command: string, answer: string) => {
    setAnswers((shown) => [...shown, { number: count, command, answer }]);
    setCount(count + 1);
  };
  const putAway = (answered: Answered) => setAnswers((shown) => shown.filter((each) => each !== answered));
  return (
    <div class="room">
      <RoomHeader room={room} />
      {room.state !== "ACTIVE" && <p class="room-state">{text.room.state[room.state]}</p>}
      <Timeline room={room} answers={answers} putAway={putAway} />
      <Composer room={room} onAnswer={show} />
    </div>
  );
}
