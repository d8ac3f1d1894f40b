import "./ringprint.css";
import { arcsOf, pathOf, type Ring, ringsOf, type Stretch } from "./rings.ts";

interface RingprintProps {
  /** When each person was there, in the order of the rings, from the outermost. */
  people: readonly (readonly Stretch[])[];
  call: Stretch;
  /** When it rang, if it did. */
  ringing?: Stretch | undefined;
  size?: number;
  /** What it says; left out where the words beside it say so. */
  label?: string;
}

const OUTER = 22; // of a square of 48, whose centre is at 0, 0
const INNER = 6;
const WIDEST = 5; // from ring to ring

/** A call's mark: a ring for each attendee, along which time goes clockwise from the top. Where one was away, it is thin. */
export function Ringprint({ people, call, ringing, size = 40, label }: RingprintProps) {
  const rings = ringsOf(people, call);
  const step = Math.min(WIDEST, (OUTER - INNER) / Math.max(1, rings.length - 1));
  const rang = ringing ? arcsOf([ringing], call) : [];
  return (
    <svg
      class="ringprint"
      width={size}
      height={size}
      viewBox="-24 -24 48 48"
      fill="none"
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {rings.map((ring, index) => (
        <Turn key={index} ring={ring} radius={OUTER - index * step} width={step * 0.6} />
      ))}
      {rang.map((arc) => (
        <path key="rang" class="rang" d={pathOf(arc, OUTER)} stroke-width={step * 0.6} />
      ))}
    </svg>
  );
}

function Turn({ ring, radius, width }: { ring: Ring; radius: number; width: number }) {
  return (
    <g class={ring.people > 1 ? "others" : undefined}>
      <circle class="away" r={radius} stroke-width={width / 3} />
      {ring.arcs.map((arc) => (
        <path key={arc.from} d={pathOf(arc, radius)} stroke-width={width} />
      ))}
    </g>
  );
}
