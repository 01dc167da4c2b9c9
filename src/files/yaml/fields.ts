/** The values of a mapping by key. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of what should be a mapping; none of anything else, which is for a schema to report. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The items of what should be a list; none of anything else, which is for a schema to report. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
