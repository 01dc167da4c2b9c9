import type { CST } from "yaml";

type Block = CST.BlockMap | CST.BlockSequence;

/**
 * Moves comments at the end of a mapping or list that stand further to the left than it does, and blank lines, to what comes
 * behind it. The parser leaves them where another comment before them is in the right column, and that is where they would come.
 */
export function moveCommentsOut(token: CST.Token): void {
  if (token.type === "document" && token.value !== undefined) moveCommentsOut(token.value);
  if (token.type !== "block-map" && token.type !== "block-seq") return;
  for (const [at, item] of [...token.items].entries()) {
    const { value } = item;
    if (value === undefined) continue;
    moveCommentsOut(value);
    if (value.type !== "block-map" && value.type !== "block-seq") continue;
    const outside = takeOutside(value);
    const next = token.items[at + 1];
    if (outside.length === 0) continue;
    if (next === undefined) token.items.push({ start: outside });
    else next.start.unshift(...outside);
  }
}

/** Takes from the end of a block what stands from the first comment on that is left of it, and the blank lines at its end. */
function takeOutside({ items, indent }: Block): CST.SourceToken[] {
  const last = items.at(-1);
  if (last === undefined || last.key !== undefined || last.value !== undefined || last.sep !== undefined) return [];
  const { start } = last;
  if (start.some(({ type }) => type === "seq-item-ind")) return [];
  const left = start.findIndex((one) => one.type === "comment" && one.indent < indent);
  const inside = start.slice(0, left < 0 ? start.length : left).findLastIndex(({ type }) => type === "comment");
  // A comment ends with the first line end behind it.
  return start.splice(inside < 0 ? 0 : inside + 2);
}
