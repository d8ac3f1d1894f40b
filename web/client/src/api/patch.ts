/** An operation of a JSON Patch (RFC 6902), of the kinds that Ringlog sends. */
export interface Operation {
  readonly op: "add" | "remove" | "replace";
  /** A JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value?: unknown;
}

/** A value after a patch. What the patch doesn't touch stays the same objects, and the value before stays as it was. */
export function patched<T>(before: T, patch: readonly Operation[]): T {
  return patch.reduce<unknown>((value, operation) => changed(value, keys(operation.path), operation), before) as T;
}

const keys = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

function changed(value: unknown, [key, ...deeper]: string[], operation: Operation): unknown {
  if (key === undefined) return operation.value;
  if (Array.isArray(value)) {
    const copy = [...value];
    const index = key === "-" ? copy.length : Number(key);
    if (deeper.length) copy[index] = changed(copy[index], deeper, operation);
    else if (operation.op === "add") copy.splice(index, 0, operation.value);
    else if (operation.op === "remove") copy.splice(index, 1);
    else copy[index] = operation.value;
    return copy;
  }
  const { [key]: old, ...others } = value as Record<string, unknown>;
  if (operation.op === "remove" && !deeper.length) return others;
  return { ...(value as object), [key]: deeper.length ? changed(old, deeper, operation) : operation.value };
}
