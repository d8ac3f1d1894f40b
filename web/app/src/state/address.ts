import { effect, type Signal } from "@preact/signals";
import { type Place, pathOf, placeOf } from "./place.ts";

/** Keeps the page's address and a place the same, both ways, until the returned function is called: back, forward and reload work. */
export function keepInAddress(place: Signal<Place>): () => void {
  const goThere = () => {
    place.value = placeOf(location.pathname);
  };
  goThere();
  addEventListener("popstate", goThere);
  const stop = effect(() => {
    const path = pathOf(place.value);
    if (path !== location.pathname) history.pushState(null, "", path);
  });
  return () => {
    removeEventListener("popstate", goThere);
    stop();
  };
}

/** Makes the page's address stand for another place, without a step in the history: for one that only led on. */
export function leadOn(place: Place): void {
  history.replaceState(null, "", pathOf(place));
}
