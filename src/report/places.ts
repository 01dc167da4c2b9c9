import { parseDocument } from "../files/yaml/document.ts";
import type { Path, Position, Source } from "../files/yaml/problem.ts";

/** Finds the places of values in an experiment's text. A value that isn't there has the place of what it should be in. */
export function placesIn(source: Source): (path: Path) => Position | undefined {
  const document = parseDocument(source);
  return (path) => {
    const { line, column } = document.problemAt(path, { message: "" });
    return line === undefined || column === undefined ? undefined : { line, column };
  };
}
