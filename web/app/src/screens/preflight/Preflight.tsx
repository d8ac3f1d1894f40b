import "./preflight.css";
import type { AskPreflightQuery } from "@ringlog/client";
import { useEffect, useId, useState } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import type { Question, Wanted } from "../../state/entering.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Field } from "../../ui/Field.tsx";
import { CameraChoice } from "./CameraChoice.tsx";
import { MicrophoneChoice } from "./MicrophoneChoice.tsx";
import { offerOf } from "./offer.ts";
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

function titleOf({ entry, callId, room }: Wanted): string {
  if ("accept" in entry) return text.preflight.answerIn(room.name);
  return callId === null ? text.preflight.startIn(room.name) : text.preflight.joinIn(room.name);
}

function Choosing({ question, asked }: { question: Preflighted; asked: Asked }) {
  const { entering, ringlog } = useApp();
  const { wanted, leaveOthers } = question;
  const choices = entering.choices.value;
  const offer = offerOf(asked, choices.providerName);
  const { kind } = wanted.room;
  const [callTitle, setCallTitle] = useState("");
  const microphoneOn = choices.microphone?.[kind] ?? asked.preflight.microphone;
  const cameraOn = offer.camera && (choices.camera ?? asked.preflight.camera);
  const [microphone, tryMicrophone] = useDevice(ringlog, "microphone", offer.microphone, choices.microphoneId);
  const [camera, tryCamera] = useDevice(ringlog, "camera", cameraOn, choices.cameraId);
  const listens = microphone.is === "missing";
  const form = useId();
  const enter = (event: Event) => {
    event.preventDefault();
    const { entry } = wanted;
    const more = {
      ...(callTitle.trim() && offer.title ? { title: callTitle.trim() } : {}),
      ...(offer.providers.length && offer.provider !== undefined ? { providerName: offer.provider } : {}),
    };
    const options = { microphone: microphoneOn && !listens, camera: camera.is === "open", leaveOthers };
    void entering.enter({ ...wanted, entry: "start" in entry ? { ...entry, ...more } : entry }, options);
  };
  const buttons = (
    <>
      <Button label={text.common.cancel} onClick={() => entering.cancel()} />
      <Button label={labelOf(offer.isNew, listens)} look="primary" type="submit" form={form} autofocus />
    </>
  );
  return (
    <Dialog title={titleOf(wanted)} onClose={() => entering.cancel()} buttons={buttons}>
      <form id={form} class="preflight" onSubmit={enter}>
        {offer.camera && (
          <CameraChoice state={camera} on={cameraOn} again={tryCamera} turn={(on) => entering.choose({ camera: on })} />
        )}
        {offer.microphone && (
          <MicrophoneChoice
            state={microphone}
            on={microphoneOn}
            again={tryMicrophone}
            turn={(on) => entering.choose({ microphone: { ...choices.microphone, [kind]: on } })}
          />
        )}
        {offer.title && (
          <Field label={text.preflight.title} hint={text.preflight.titleHint}>
            {(control) => (
              <input
                {...control}
                value={callTitle}
                maxLength={256}
                autoComplete="off"
                onInput={({ currentTarget }) => setCallTitle(currentTarget.value)}
              />
            )}
          </Field>
        )}
        {offer.providers.length > 0 && (
          <Field label={text.preflight.provider}>
            {(control) => (
              <select
                {...control}
                value={offer.provider}
                onChange={({ currentTarget }) => entering.choose({ providerName: currentTarget.value })}
              >
                {offer.providers.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            )}
          </Field>
        )}
        <label class="at-once">
          <input
            type="checkbox"
            checked={choices.atOnce ?? false}
            onChange={({ currentTarget }) => entering.choose({ atOnce: currentTarget.checked })}
          />
          <span>
            {text.preflight.atOnce}
            <span class="quiet small">{text.preflight.atOnceHint}</span>
          </span>
        </label>
      </form>
    </Dialog>
  );
}

function labelOf(isNew: boolean, listens: boolean): string {
  const { start, startListening, join, joinListening } = text.preflight;
  if (isNew) return listens ? startListening : start;
  return listens ? joinListening : join;
}
