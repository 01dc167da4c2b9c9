import { diff3Merge } from "node-diff3";

/** Lines on which two sides agree, or one alone changed; or what each of them made of the same lines. */
export type MergedLines =
  | { readonly kind: "agreed"; readonly lines: readonly string[] }
  | { readonly kind: "conflict"; readonly mine: readonly string[]; readonly theirs: readonly string[] };

/** The beginning of an item of a list that is in no other item. */
const LIST_ITEM = /^(?:[-*+]|\d+[.)]) /;

/**
 * Merges two changes of the same lines. Changes that touch each other are a conflict, but for items that a person added to
 * the end of a list: they stand there, whatever became of the items before.
 * @param mine those of a person, who loses none of them
 */
export function mergeLines(
  mine: readonly string[],
  base: readonly string[],
  theirs: readonly string[],
): readonly MergedLines[] {
  // The library looks lines up as keys of an object, which has keys of its own; numbers are none of them.
  const numbers = new Map<string, number>();
  const lines: string[] = [];
  const numbered = (texts: readonly string[]) =>
    texts.map((text) => {
      const number = numbers.get(text) ?? lines.push(text) - 1;
      numbers.set(text, number);
      return number;
    });
  const textsOf = (found: readonly number[] = []) => found.map((number) => lines[number] ?? "");
  const regions = diff3Merge(numbered(mine), numbered(base), numbered(theirs), { excludeFalseConflicts: true });
  return regions.map(({ ok, conflict }) => {
    if (conflict === undefined) return { kind: "agreed", lines: textsOf(ok) };
    const sides = { mine: textsOf(conflict.a), theirs: textsOf(conflict.b) };
    const added = itemsAdded(sides.mine, textsOf(conflict.o));
    return added === undefined || sides.theirs.length === 0
      ? { kind: "conflict", ...sides }
      : { kind: "agreed", lines: [...sides.theirs, ...added] };
  });
}

/** The items of a list that are all that was changed, at its end; undefined where more was, or something else. */
function itemsAdded(mine: readonly string[], base: readonly string[]): readonly string[] | undefined {
  const added = mine.slice(base.length);
  const isAllElse = base.every((line, at) => mine[at] === line);
  return isAllElse && LIST_ITEM.test(added.find((line) => line.trim() !== "") ?? "") ? added : undefined;
}
