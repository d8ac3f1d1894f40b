import { useApp } from "../../state/app.ts";
import type { Question } from "../../state/entering.ts";
import { text } from "../../text/index.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";

/** Whether to leave the call that one is in for another. */
export function SwitchCalls({ question }: { question: Extract<Question, { asks: "switch" }> }) {
  const { entering } = useApp();
  const { from, go } = question;
  const { inAnotherCall, leaveAndSwitch, stay, switchFrom, switchFromOther } = text.preflight;
  const buttons = (
    <>
      <Button label={stay} onClick={() => entering.cancel()} />
      <Button label={leaveAndSwitch} look="danger" onClick={() => entering.proceed(go)} />
    </>
  );
  return (
    <Dialog title={inAnotherCall} onClose={() => entering.cancel()} buttons={buttons}>
      <p>{from === null ? switchFromOther : switchFrom(from)}</p>
    </Dialog>
  );
}
