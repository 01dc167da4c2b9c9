/** A text as one word of a shell's line; quoted where a shell would read it otherwise. */
export function shellWord(text: string): string {
  return /^[\w.:/@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
