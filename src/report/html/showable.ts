/** Controls, and characters that turn the direction of writing, so that what is read isn't what is there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSHOWABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** A text as it may be shown: what can't be seen, or has others be seen elsewhere, is a sign of its own. */
export function showable(text: string): string {
  return text.replace(UNSHOWABLE, "\ufffd");
}
