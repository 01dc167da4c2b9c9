/** Characters of an argument that the log keeps. */
const LONGEST = 1000;

/** The arguments that can hold no secret. */
const PLAIN: ReadonlySet<string> = new Set(["file", "on", "run", "last"]);

/** Stands in the log for a value that isn't kept. */
const NOT_KEPT = "…";

/**
 * The arguments of a call as its log keeps them: before they are checked, and so before an experiment can say which of its
 * variables are secrets. Of variables there are the names alone.
 */
export function loggedArguments(asked: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(asked ?? {}).map(([name, value]) => {
      if (PLAIN.has(name) && (typeof value === "string" || typeof value === "number")) return [name, cut(value)];
      if (name === "variables" && typeof value === "object") return [name, namesOf(value)];
      return [cut(name), NOT_KEPT];
    }),
  );
}

function namesOf(variables: object | null): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(variables ?? {}).map((name) => [cut(name), NOT_KEPT]));
}

function cut<Value extends string | number>(value: Value): Value | string {
  return typeof value === "string" && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}
