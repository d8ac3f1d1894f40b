import type { ComponentChildren } from "preact";
import { useApp } from "../state/app.ts";
import { type Place, pathOf } from "../state/place.ts";

interface PlaceLinkProps {
  place: Place;
  class?: string;
  tabindex?: number;
  children: ComponentChildren;
}

/** A link to a place in the app: it may be opened in another tab, like any. */
export function PlaceLink({ place, children, ...rest }: PlaceLinkProps) {
  const app = useApp();
  const path = pathOf(place);
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    app.go(place);
  };
  const current = path === pathOf(app.place.value) ? "page" : undefined;
  return (
    <a href={`${app.site}${path}`} onClick={follow} aria-current={current} {...rest}>
      {children}
    </a>
  );
}
