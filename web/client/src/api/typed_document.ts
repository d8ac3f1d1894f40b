/** A GraphQL document, and the types of its result and its variables. */
export class TypedDocument<R, V> {
  declare readonly types?: (variables: V) => R;
  readonly #parts: readonly string[];

  /** parts: the operation, and the fragments that it takes, each once. */
  constructor(...parts: readonly string[]) {
    this.#parts = parts;
  }

  toString(): string {
    return this.#parts.join("\n");
  }
}
