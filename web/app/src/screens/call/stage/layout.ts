import type { Tile } from "../tiles.ts";

/** How the stage is divided: all alike, one large and the others small, or the shared screen large. */
export type Layout = "grid" | "speaker" | "screen";

/** What a person chose, and during which screen share: with another share, or after it, it is theirs to choose again. */
export interface Choice {
  readonly layout: Layout;
  readonly share: string | null;
}

/** share: when the screen share of now began; null if there is none. */
export function layoutNow(choice: Choice | null, share: string | null): Layout {
  if (share !== null && choice?.share !== share) return "screen";
  if (share === null && choice?.layout === "screen") return "grid";
  return choice?.layout ?? "grid";
}

const LAYOUTS = ["grid", "speaker", "screen"] as const;

/** Those that there are to choose from, while a screen is shared or not. */
export const layoutsFor = (share: unknown): readonly Layout[] => LAYOUTS.slice(0, share === null ? 2 : 3);

const WIDE = 16 / 9; // how many times as wide as high tiles are
const GAP = 8; // px

/** How wide tiles can be, in px, if so many are to fit into an area. */
export function tileWidth(count: number, width: number, height: number): number {
  const widths = Array.from({ length: Math.max(1, count) }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const across = (width - GAP * (columns - 1)) / columns;
    const down = ((height - GAP * (rows - 1)) / rows) * WIDE;
    return Math.floor(Math.min(across, down));
  });
  return Math.max(0, ...widths);
}

/** How many tiles of at least this width fit, and no more than `most`; one at least. */
export function capacity(width: number, height: number, least: number, most: number): number {
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  const rows = Math.max(1, Math.floor((height + GAP) / (least / WIDE + GAP)));
  return Math.min(most, columns * rows);
}

/** All on one page as they joined; on several pages those who show themselves first. */
export function pagesOf(tiles: readonly Tile[], size: number): readonly (readonly Tile[])[] {
  if (tiles.length <= size) return [tiles];
  const ordered = [...tiles.filter(({ camera }) => camera), ...tiles.filter(({ camera }) => !camera)];
  const pages: Tile[][] = [];
  for (let at = 0; at < ordered.length; at += size) pages.push(ordered.slice(at, at + size));
  return pages;
}

/**
 * Whom to show large: who was, while they speak or nobody else does; never oneself, unless alone.
 * speaking: sessions that are heard; before: a tile's id.
 */
export function speakerNow(
  before: string | null,
  tiles: readonly Tile[],
  speaking: ReadonlySet<string>,
): Tile | undefined {
  const others = tiles.filter(({ isThisDevice }) => !isThisDevice);
  const was = others.find(({ id }) => id === before);
  const heard = (tile: Tile) => tile.heardAs.some((id) => speaking.has(id));
  if (was && heard(was)) return was;
  return others.find(heard) ?? was ?? others[0] ?? tiles[0];
}
