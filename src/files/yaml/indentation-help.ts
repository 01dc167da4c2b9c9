/** A line that begins an item: its dash's column and that of what stands after it, both from 0. */
interface ItemLine {
  readonly number: number;
  readonly dashAt: number;
  readonly contentAt: number;
}

/**
 * Says what to write instead, where js-yaml finds a tab or a list indented wrongly; undefined where that isn't plain.
 * @param offset where it could not go on
 * @param reason what it says of that
 */
export function indentationHelp(text: string, offset: number, reason: string): string | undefined {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  const lines = text.split(/\r\n?|\n/);
  const line = lines[before.length - 1] ?? "";
  if (/^ *\t/.test(line)) return "indent with spaces, not with tabs";
  if (!reason.startsWith("bad indentation")) return undefined;
  const item = itemBefore(lines.slice(0, before.length - 1));
  if (item === undefined) return undefined;
  return /^ *- /.test(line)
    ? `the dashes of a list stand in one column: put this one in column ${item.dashAt + 1}, as in line ${item.number}`
    : `the keys of an item stand in one column: put this one in column ${item.contentAt + 1}, under that of line ${item.number}`;
}

/** The nearest line before that begins an item. */
function itemBefore(lines: readonly string[]): ItemLine | undefined {
  for (const [index, line] of [...lines.entries()].reverse()) {
    const [, indent, dash] = /^( *)(- +)\S/.exec(line) ?? [];
    if (indent === undefined || dash === undefined) continue;
    return { number: index + 1, dashAt: indent.length, contentAt: indent.length + dash.length };
  }
  return undefined;
}
