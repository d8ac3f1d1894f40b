import { useEffect } from "preact/hooks";
import { useApp } from "../../state/app.ts";
import type { Question } from "../../state/entering.ts";
import { useObservable } from "../../state/use_observable.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** Whether to leave the call that one is in for another. */
export function SwitchCalls({ question }: { question: Extract<Question, { asks: "switch" }> }) {
  const { entering, ringlog } = useApp();
  const { from, go, wanted } = question;
  const accepts = "accept" in wanted.entry ? wanted.entry.accept : null;
  const rings = useObservable(ringlog.incoming.ringing).some(({ id }) => id === accepts);
  useEffect(() => {
    if (accepts !== null && !rings) entering.cancel(); // the call that was to be accepted is over
  }, [entering, accepts, rings]);
  const { inAnotherCall, leaveAndAccept, leaveAndSwitch, stay, switchFrom, switchFromOther } = text.preflight;
  const buttons = (
    <>
      <Button label={stay} onClick={() => entering.cancel()} />
      <Button
        label={accepts === null ? leaveAndSwitch : leaveAndAccept}
        look="danger"
        onClick={() => entering.proceed(go)}
      />
    </>
  );
  return (
    <Dialog title={inAnotherCall} onClose={() => entering.cancel()} buttons={buttons}>
      <p>{from === null ? switchFromOther : switchFrom(from)}</p>
    </Dialog>
  );
}
