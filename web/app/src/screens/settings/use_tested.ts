import { DeviceProblem, openInput } from "@ringlog/client";
import { useEffect, useState } from "preact/hooks";
import { sentenceOf, useApp } from "../../state/app.ts";
import { useObservable } from "../../state/use_observable.ts";

type Input = "microphone" | "camera";

/** A device that is tried out, or that a call uses. */
export interface Tested {
  /** Null while it isn't open. */
  readonly track: MediaStreamTrack | null;
  /** Whether a call uses it, so that it is open anyway. */
  readonly isInCall: boolean;
  readonly isTried: boolean;
  readonly tryOut: (on: boolean) => void;
}

/** Tries out a device, and changes it at once where a call uses one. What is wrong is said to the person. */
export function useTested(input: Input, deviceId: string | undefined): Tested {
  const app = useApp();
  const { call } = app.ringlog;
  const { [input]: inCall } = useObservable(call.own);
  const [track, setTrack] = useState<MediaStreamTrack | null>(null);
  const [isTried, tryOut] = useState(false);
  const isInCall = inCall !== null;
  useEffect(() => {
    if (isInCall || !isTried) return;
    let opened: MediaStreamTrack | undefined;
    let wanted = true;
    openInput(input, deviceId || undefined).then(
      (found) => {
        opened = found;
        if (wanted) setTrack(found);
        else found.stop();
      },
      (problem) => {
        tryOut(false);
        app.say(sentenceOf(problem), true);
      },
    );
    return () => {
      wanted = false;
      opened?.stop();
      setTrack(null);
    };
  }, [app, input, deviceId, isInCall, isTried]);
  useEffect(() => {
    const used = call.own.getSnapshot()[input]?.getSettings().deviceId;
    if (!isInCall || !deviceId || deviceId === used) return;
    const changing = input === "microphone" ? call.useMicrophone(deviceId) : call.useCamera(deviceId);
    changing.catch((problem) => {
      if (!(problem instanceof DeviceProblem)) throw problem;
      app.say(problem.message, true);
    });
  }, [app, call, input, deviceId, isInCall]);
  return { track: inCall ?? track, isInCall, isTried, tryOut };
}
