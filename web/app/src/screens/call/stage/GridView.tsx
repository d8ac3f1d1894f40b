import { ChevronLeft, ChevronRight } from "lucide";
import { useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../../../text/index.ts";
import { Button } from "../../../ui/Button.tsx";
import { useCallScreen } from "../call_screen.ts";
import { tileWidth } from "./layout.ts";
import { TileView } from "./TileView.tsx";

/** All alike, as large as they fit; on several pages if need be. */
export function GridView() {
  const screen = useCallScreen();
  const area = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = area;
    if (!current) return;
    const measure = () => {
      screen.area.value = { width: current.clientWidth, height: current.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => observer.disconnect();
  }, [screen]);
  const tiles = screen.pages.value[screen.pageNow.value] ?? [];
  const { width, height } = screen.area.value;
  return (
    <>
      <div ref={area} class="grid-area">
        <ul class="grid" style={{ "--tile": `${tileWidth(tiles.length, width, height)}px` }}>
          {tiles.map((tile) => (
            <TileView key={tile.id} tile={tile} />
          ))}
        </ul>
      </div>
      <Pages />
    </>
  );
}

function Pages() {
  const screen = useCallScreen();
  const [page, pages] = [screen.pageNow.value, screen.pages.value.length];
  if (pages < 2) return null;
  const turn = (by: number) => {
    screen.page.value = page + by;
  };
  return (
    <div class="pages">
      <Button
        label={text.call.previousPage}
        icon={ChevronLeft}
        iconOnly
        look="quiet"
        disabled={page === 0}
        onClick={() => turn(-1)}
      />
      <span role="status">{text.call.page(page + 1, pages)}</span>
      <Button
        label={text.call.nextPage}
        icon={ChevronRight}
        iconOnly
        look="quiet"
        disabled={page === pages - 1}
        onClick={() => turn(1)}
      />
    </div>
  );
}
