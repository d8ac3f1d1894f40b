import type { Pages } from "../state/pages.ts";
import { Button } from "./Button.tsx";

interface OlderOnesProps {
  pages: Pick<Pages<never>, "hasMore" | "problem" | "more">;
  label: string;
  failed: string;
}

/** On top of a list that is read from its bottom: what asks for older ones, as coming near does, too. */
export function OlderOnes({ pages, label, failed }: OlderOnesProps) {
  if (!pages.hasMore.value) return null;
  return (
    <div class="older-ones">
      {pages.problem.value !== undefined && <p role="alert">{failed}</p>}
      <Button label={label} look="quiet" onClick={() => void pages.more()} />
    </div>
  );
}
