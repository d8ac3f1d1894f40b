import { type ReadonlySignal, signal } from "@preact/signals";

/** A part of a list, as the API has it. */
export interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

type Entry = { readonly id: string };

/** A list whose beginning is kept as it stands, and whose rest is asked for page by page. */
export class Pages<T extends Entry> {
  readonly #items = signal<readonly T[] | undefined>(undefined);
  readonly #hasMore = signal(true);
  readonly #problem = signal<unknown>(undefined);
  readonly #ask: (after: string | null) => Promise<Page<T>>;
  #end: string | null = null; // the cursor after which the rest is
  #age = 0; // counts how often the list was begun anew
  #asking = false;

  constructor(ask: (after: string | null) => Promise<Page<T>>) {
    this.#ask = ask;
  }

  /** What is known of it; undefined until its beginning is. */
  get items(): ReadonlySignal<readonly T[] | undefined> {
    return this.#items;
  }

  get hasMore(): ReadonlySignal<boolean> {
    return this.#hasMore;
  }

  /** Why the rest couldn't be asked for, until that is tried again. */
  get problem(): ReadonlySignal<unknown> {
    return this.#problem;
  }

  /** Takes in how the beginning stands now. */
  begin(page: Page<T>): void {
    const known = this.#items.value ?? [];
    const joined = page.pageInfo.hasNextPage ? joinedAt(page.nodes, known) : undefined;
    if (!joined) {
      this.#age += 1;
      this.#endsWith(page);
    }
    this.#items.value = joined ?? page.nodes;
  }

  /** Asks for the next page, or for the first; once at a time. */
  async more(): Promise<void> {
    if (this.#asking || !this.#hasMore.value) return;
    const [age, isFirst] = [this.#age, this.#items.value === undefined];
    this.#asking = true;
    this.#problem.value = undefined;
    try {
      const page = await this.#ask(this.#end);
      if (isFirst) this.begin(page);
      else if (age === this.#age) this.#append(page);
    } catch (problem) {
      this.#problem.value = problem;
    } finally {
      this.#asking = false;
    }
  }

  /** Asks how the beginning stands now. What can't be asked stays as it is. */
  async refresh(): Promise<void> {
    const page = await this.#ask(null).catch(() => undefined);
    if (page) this.begin(page);
  }

  #append(page: Page<T>): void {
    const known = this.#items.value ?? [];
    const ids = new Set(known.map(({ id }) => id));
    this.#items.value = [...known, ...page.nodes.filter(({ id }) => !ids.has(id))];
    this.#endsWith(page);
  }

  #endsWith({ pageInfo }: Page<T>): void {
    this.#end = pageInfo.endCursor;
    this.#hasMore.value = pageInfo.hasNextPage;
  }
}

/** A newer beginning, and what is known after it; undefined if it no longer reaches there. */
export function joinedAt<T extends Entry>(beginning: readonly T[], known: readonly T[]): readonly T[] | undefined {
  const fresh = new Set(beginning.map(({ id }) => id));
  const last = known.map(({ id }) => fresh.has(id)).lastIndexOf(true);
  return last < 0 ? undefined : [...beginning, ...known.slice(last + 1)];
}
