/** What this browser keeps under a name; null if nothing, or where its settings forbid to keep anything. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps it for all tabs of this browser, as far as it may; null for nothing. */
export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // then it is as it was, next time
  }
}
