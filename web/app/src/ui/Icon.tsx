import type { IconNode } from "lucide";
import { h } from "preact";

/** One of Lucide's drawings. It says nothing to screen readers: what it is on does. */
export function Icon({ of, size = 20 }: { of: IconNode; size?: number }) {
  const shapes = of.map(([tag, attributes], index) => h(tag, { ...attributes, key: index }));
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {shapes}
    </svg>
  );
}
