import { useApp } from "../../state/app.ts";
import { Preflight } from "./Preflight.tsx";
import { SwitchCalls } from "./SwitchCalls.tsx";

/** What somebody is asked before they are in a call. */
export function EnteringDialogs() {
  const question = useApp().entering.question.value;
  if (question === null) return null;
  return question.asks === "switch" ? <SwitchCalls question={question} /> : <Preflight question={question} />;
}
