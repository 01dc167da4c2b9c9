import { codeBlock } from "../formats/markdown-text.ts";

/** The most points of a list: who is called out at night reads no more, and the report has all. */
const SHOWN = 12;

/** Lines of Markdown that belong together; an empty line parts them from others. */
export type Block = readonly string[];

/** Points of a list, each a line of Markdown with what is indented beneath it. */
function points(items: readonly Block[]): Block {
  const more = items.length - SHOWN;
  const shown = items.slice(0, SHOWN).flatMap(([first = "", ...rest]) => [`- ${first}`, ...rest]);
  return more > 0 ? [...shown, `- and ${more} more, which \`brownout report\` has`] : shown;
}

/** A paragraph and the list that it speaks of; nothing where the list is empty. */
export function listed(head: string, items: readonly Block[]): readonly Block[] {
  return items.length === 0 ? [] : [[head], points(items)];
}

/** Text to be copied, beneath a point of a list. It is indented, so that no line of it is a marker of a section. */
export function toCopy(text: string): Block {
  return [
    "",
    ...codeBlock([text])
      .split("\n")
      .map((line) => `  ${line}`),
  ];
}

/** The blocks as the lines of a section. */
export function linesOf(blocks: readonly Block[]): readonly string[] {
  const written = blocks.filter(({ length }) => length > 0);
  return ["", ...written.flatMap((block) => [...block.map((line) => line.trimEnd()), ""])];
}
