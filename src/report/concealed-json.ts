import type { Conceal } from "../files/experiment/concealer.ts";

/** A document as JSON, without what must not be shown in any of its texts. */
export function concealedJson(document: object, conceal: Conceal): string {
  const shown = (_key: string, value: unknown) => (typeof value === "string" ? conceal(value) : value);
  return JSON.stringify(document, shown, 2);
}
