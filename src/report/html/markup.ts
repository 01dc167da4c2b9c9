import { showable } from "./showable.ts";

/** Text that is HTML, as opposed to text that is to be shown. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Values that a template takes: only markup goes in as it is. */
export type Content = Markup | string | number | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes markup. Everything that is put into the template and isn't markup itself is shown as text, whatever it holds, also
 * within an attribute in quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(strings.map((text, at) => text + markupOf(at < values.length ? values[at] : undefined)).join(""));
}

/** Data within a script element: no text in it ends the element. */
export function jsonWithin(data: unknown): Markup {
  return new Markup(JSON.stringify(data).replaceAll("<", "\\u003c"));
}

function markupOf(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(markupOf).join("");
  return showable(String(value)).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
