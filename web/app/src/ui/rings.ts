/** A stretch of time, in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** A part of a ring, in turns: 0 is the beginning of the call, at the top, and 1 its end, where it is closed clockwise. */
export interface Arc {
  readonly from: number;
  readonly until: number;
}

export interface Ring {
  readonly arcs: readonly Arc[];
  /** How many people it stands for: more than one for the last ring of many. */
  readonly people: number;
}

const SHORTEST = 0.015; // turns: what is seen of the shortest visit

/** A ring for each person, in their order; the last one of `most` is when any of the others were there. */
export function ringsOf(people: readonly (readonly Stretch[])[], call: Stretch, most = 6): readonly Ring[] {
  const own = people.length > most ? people.slice(0, most - 1) : people;
  const others = people.slice(own.length);
  const rings = own.map((stretches) => ({ arcs: arcsOf(stretches, call), people: 1 }));
  return others.length > 0 ? [...rings, { arcs: arcsOf(others.flat(), call), people: others.length }] : rings;
}

/** Where these stretches, which may overlap, lie in the call. */
export function arcsOf(stretches: readonly Stretch[], call: Stretch): readonly Arc[] {
  const length = call.until - call.from;
  const turn = (time: number) => (length > 0 ? Math.min(1, Math.max(0, (time - call.from) / length)) : 0);
  const arcs = stretches
    .map(({ from, until }) => (length > 0 ? seen(turn(from), turn(until)) : { from: 0, until: 1 }))
    .sort((one, other) => one.from - other.from);
  return arcs.reduce<Arc[]>(withNext, []);
}

/** The share of the call in which somebody was there, from 0 to 1. */
export function shareOf(stretches: readonly Stretch[], call: Stretch): number {
  return arcsOf(stretches, call).reduce((sum, { from, until }) => sum + until - from, 0);
}

/** An arc as the path of an SVG whose centre is at 0, 0. */
export function pathOf({ from, until }: Arc, radius: number): string {
  const middle = (from + until) / 2; // halves, since no arc of SVG leads once around
  const half = `A ${radius} ${radius} 0 0 1`;
  return `M ${at(from, radius)} ${half} ${at(middle, radius)} ${half} ${at(until, radius)}`;
}

function seen(from: number, until: number): Arc {
  const end = Math.max(until, Math.min(1, from + SHORTEST));
  return { from: Math.min(from, 1 - SHORTEST), until: end };
}

function withNext(arcs: Arc[], next: Arc): Arc[] {
  const last = arcs.at(-1);
  if (!last || next.from > last.until) return [...arcs, next];
  return [...arcs.slice(0, -1), { from: last.from, until: Math.max(last.until, next.until) }];
}

function at(turns: number, radius: number): string {
  const angle = 2 * Math.PI * turns;
  return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
}
