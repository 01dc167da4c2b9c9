const CUT = "…";

/**
 * The lines of a label, broken at spaces so that each fits. What doesn't fit into the most lines that there may be, and the end of a word
 * that is wider than a line, is replaced by `…`.
 * @param widthOf measures a text in the unit of `width`
 */
export function labelLines(
  text: string,
  width: number,
  most: number,
  widthOf: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  lines.push(line);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown.push(`${shown.pop()}${CUT}`);
  return shown.map((one) => cutTo(one, width, widthOf));
}

function cutTo(line: string, width: number, widthOf: (text: string) => number): string {
  let kept = line;
  while (kept.length > 1 && widthOf(kept) > width) kept = kept.slice(0, kept.endsWith(CUT) ? -2 : -1) + CUT;
  return kept;
}
