/** A part of what a command says: an empty line, a head, and lines beneath it; nothing where there are no lines. */
export function section(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", head, ...lines.map((line) => `  ${line}`)];
}
