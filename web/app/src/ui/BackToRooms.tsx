import { ArrowLeft } from "lucide";
import { useApp } from "../state/app.ts";
import { HOME } from "../state/place.ts";
import { text } from "../text/index.ts";
import { Button } from "./Button.tsx";

/** Leads to the sidebar, where that is a page of its own. */
export function BackToRooms() {
  const app = useApp();
  return (
    <Button
      class="back"
      label={text.shell.openNavigation}
      icon={ArrowLeft}
      iconOnly
      look="quiet"
      onClick={() => app.go(HOME)}
    />
  );
}
