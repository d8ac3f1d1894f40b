/** Somebody whom the demo workspace lets anyone be. */
export interface DemoUser {
  readonly name: string;
  readonly role: string;
  readonly token: string;
}

const KEPT = "ringlog-token"; // in sessionStorage: each tab has its own person, and a reload keeps it

/** The token that the chat product handed over in the page's address (`#token=…`), or that this tab had before. */
export function handedOver(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given === null) return sessionStorage.getItem(KEPT);
  history.replaceState(null, "", location.pathname + location.search); // so that nobody copies it with the address
  keep(given);
  return given;
}

export const keep = (token: string): void => sessionStorage.setItem(KEPT, token);
export const forget = (): void => sessionStorage.removeItem(KEPT);

/** Whom one may be; nobody where this isn't a demo, or isn't on one's own machine. */
export async function demoUsers(): Promise<readonly DemoUser[]> {
  const answer = await fetch("/demo", { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).users : [];
}
