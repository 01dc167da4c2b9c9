/**
 * The words of a command: `SET cart:{{int 1 9}} "two words"` has three. White space within `{{ }}` and within quotes, single or
 * double, is part of a word; a quote is left out, and there is no way to write one within its own kind. Undefined where a quote
 * or a template has no end.
 */
export function splitCommand(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const word = /\s*((?:\{\{.*?\}\}|"[^"]*"|'[^']*'|[^\s"'{]|\{(?!\{))+)/sy;
  while (word.lastIndex < text.length && text.slice(word.lastIndex).trim() !== "") {
    const match = word.exec(text)?.[1];
    if (match === undefined) return undefined;
    words.push(
      match.replace(/(\{\{.*?\}\})|"([^"]*)"|'([^']*)'/gs, (_, template, double, single) => {
        return template ?? double ?? single;
      }),
    );
  }
  return words;
}
