import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";

interface ConfirmationProps {
  title: string;
  sentence: string;
  confirm: string;
  onClose: () => void;
  onConfirm: () => void;
}

/** Asks before what can't be taken back. */
export function Confirmation({ title, sentence, confirm, onClose, onConfirm }: ConfirmationProps) {
  const done = () => {
    onClose();
    onConfirm();
  };
  const buttons = (
    <>
      <Button label={text.common.cancel} onClick={onClose} />
      <Button label={confirm} look="danger" onClick={done} />
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} buttons={buttons}>
      <p>{sentence}</p>
    </Dialog>
  );
}
