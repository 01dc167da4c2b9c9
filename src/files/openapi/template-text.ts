/**
 * Stands for a UUID while a value is made and checked; becomes `{{uuid}}` in the text that is sent, which another one takes the
 * place of each time.
 */
export const UUID_MARK = "0b5e55ed-0000-4000-8000-0badc0ffee00";

const TEMPLATE = "{{uuid}}";

/** A value as JSON for the body of a request: its own `{{` and `${` stand for themselves. */
export function bodyText(value: unknown): string {
  return withTemplates(
    JSON.stringify(value)
      // Within texts alone: JSON itself never has two of them side by side.
      .replace(/\{(?=\{)/g, "\\u007b")
      .replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, escaped),
  );
}

/** A value as a part of a URL. Halves of a character, which no URL can have, become U+FFFD. */
export function urlText(value: string): string {
  return withTemplates(encodeURIComponent(value.toWellFormed()));
}

/** A value as a header's, or undefined where a header can't have it. */
export function headerText(value: string): string | undefined {
  return /^[\x20-\x7e\xa0-\xff]+$/.test(value) && !value.includes("{{") ? withTemplates(value) : undefined;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function withTemplates(text: string): string {
  return text.replaceAll("${", () => "$${").replaceAll(UUID_MARK, TEMPLATE);
}
