import "./toasts.css";
import { X } from "lucide";
import { useEffect } from "preact/hooks";
import { type Toast, useApp } from "../state/app.ts";
import { text } from "../text/index.ts";
import { Button } from "./Button.tsx";

const SHOWN_FOR = 8_000; // ms; what went wrong stays until it is put away

/** What the app says to a person, read aloud as it comes. */
export function Toasts() {
  const app = useApp();
  return (
    <section class="toasts" aria-label={text.shell.notifications} aria-live="polite">
      {app.toasts.value.map((toast) => (
        <ToastShown key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastShown({ toast }: { toast: Toast }) {
  const app = useApp();
  useEffect(() => {
    if (toast.isProblem) return;
    const timer = setTimeout(() => app.putAway(toast), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [app, toast]);
  return (
    <div class={toast.isProblem ? "toast problem" : "toast"}>
      <p>{toast.sentence}</p>
      <Button label={text.shell.putAway} icon={X} iconOnly look="quiet" onClick={() => app.putAway(toast)} />
    </div>
  );
}
