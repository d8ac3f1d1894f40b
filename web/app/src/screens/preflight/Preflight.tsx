import "./preflight.css";
import type { AskPreflightQuery, RoomKind } from "@ringlog/client";
import { useEffect, useId, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import type { Question, Wanted } from "../../state/entering.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { AtOnce } from "./AtOnce.tsx";
import { CallTitle } from "./CallTitle.tsx";
import { CameraChoice } from "./CameraChoice.tsx";
import { MicrophoneChoice } from "./MicrophoneChoice.tsx";
import { type Offer, offerOf } from "./offer.ts";
import { ProviderChoice } from "./ProviderChoice.tsx";
import { useDevice } from "./use_device.ts";

type Asked = NonNullable<AskPreflightQuery["room"]>;
type Preflighted = Extract<Question, { asks: "preflight" }>;

/** Chooses and tries out one's devices before a call is entered. */
export function Preflight({ question }: { question: Preflighted }) {
  const app = useApp();
  const { room } = question.wanted;
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => {
    const { entering, ringlog } = app;
    void app
      .attemptTo(() => ringlog.api.preflight(room.id))
      .then((found) => {
        if (found) setAsked(found);
        else entering.cancel();
      });
  }, [app, room.id]);
  return asked && <Choosing question={question} asked={asked} />;
}

function Choosing({ question, asked }: { question: Preflighted; asked: Asked }) {
  const { entering } = useApp();
  const { wanted, leaveOthers } = question;
  const { kind } = wanted.room;
  const offer = offerOf(asked, entering.choices.value.providerName);
  const [title, setTitle] = useState("");
  const { microphone, camera } = useDevices(offer, kind, asked.preflight);
  const form = useId();
  const enter = (event: Event) => {
    event.preventDefault();
    const on = { microphone: microphone.on && microphone.state.is !== "missing", camera: camera.state.is === "open" };
    void entering.enter(asChosen(wanted, offer, title), { ...on, leaveOthers });
  };
  const label = labelOf(offer.isNew, microphone.state.is === "missing");
  const buttons = (
    <>
      <Button label={text.common.cancel} onClick={() => entering.cancel()} />
      <Button label={label} look="primary" type="submit" form={form} autofocus />
    </>
  );
  return (
    <Dialog title={titleOf(wanted)} onClose={() => entering.cancel()} buttons={buttons}>
      <form id={form} class="preflight" onSubmit={enter}>
        {offer.camera && <CameraChoice {...camera} />}
        {offer.microphone && <MicrophoneChoice {...microphone} />}
        {offer.title && <CallTitle title={title} write={setTitle} />}
        {offer.providers.length > 0 && <ProviderChoice offer={offer} />}
        <AtOnce />
      </form>
    </Dialog>
  );
}

/** One's devices, as they were chosen before or as the room has it. */
function useDevices(offer: Offer, kind: RoomKind, usual: Asked["preflight"]) {
  const { entering, ringlog } = useApp();
  const choices = entering.choices.value;
  const heard = choices.microphone?.[kind] ?? usual.microphone;
  const seen = offer.camera && (choices.camera ?? usual.camera);
  const [microphone, tryMicrophone] = useDevice(ringlog, "microphone", offer.microphone, choices.microphoneId);
  const [camera, tryCamera] = useDevice(ringlog, "camera", seen, choices.cameraId);
  const turnMicrophone = (on: boolean) => entering.choose({ microphone: { ...choices.microphone, [kind]: on } });
  const turnCamera = (on: boolean) => entering.choose({ camera: on });
  return {
    microphone: { state: microphone, on: heard, again: tryMicrophone, turn: turnMicrophone },
    camera: { state: camera, on: seen, again: tryCamera, turn: turnCamera },
  };
}

/** What is wanted, with the title and the provider of a call that is started. */
function asChosen(wanted: Wanted, offer: Offer, written: string): Wanted {
  const { entry } = wanted;
  if (!("start" in entry)) return wanted;
  const title = offer.title ? written.trim() : "";
  const provider = offer.providers.length > 0 ? offer.provider : undefined;
  const more = { ...(title ? { title } : {}), ...(provider === undefined ? {} : { providerName: provider }) };
  return { ...wanted, entry: { ...entry, ...more } };
}

function titleOf({ entry, callId, room }: Wanted): string {
  if ("accept" in entry) return text.preflight.answerIn(room.name);
  return callId === null ? text.preflight.startIn(room.name) : text.preflight.joinIn(room.name);
}

function labelOf(isNew: boolean, listens: boolean): string {
  const { start, startListening, join, joinListening } = text.preflight;
  if (isNew) return listens ? startListening : start;
  return listens ? joinListening : join;
}
