/** Where something small lies on a page, in px from its left and upper edge. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 8; // px that stay free at the page's edges

/** The nearest position that is wholly on the page; at its left upper corner if it is larger than the page. */
export function onPage({ x, y }: Position, size: Size, page: Size): Position {
  return { x: within(x, page.width - size.width), y: within(y, page.height - size.height) };
}

const within = (value: number, most: number): number => Math.max(MARGIN, Math.min(value, most - MARGIN));

const HEADER = 64; // px that a screen's header takes

/** In the upper corner at the end of lines, below a screen's header: further down are what came last and where one writes. */
export function cornerOf(size: Size, page: Size, isRtl: boolean): Position {
  const x = isRtl ? 0 : page.width;
  return onPage({ x, y: HEADER + MARGIN }, size, page);
}

const STEP = 16; // px
const LEAP = 96; // px, with Shift

/** Where an arrow key moves it; undefined for other keys. */
export function movedByKey({ x, y }: Position, key: string, shift: boolean): Position | undefined {
  const step = shift ? LEAP : STEP;
  switch (key) {
    case "ArrowLeft":
      return { x: x - step, y };
    case "ArrowRight":
      return { x: x + step, y };
    case "ArrowUp":
      return { x, y: y - step };
    case "ArrowDown":
      return { x, y: y + step };
    default:
      return undefined;
  }
}
