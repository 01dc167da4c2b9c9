import { partsOf } from "../../site/markdown.ts";

/** An action of somebody who walks through a page: a new folder, a file with what is shown, lines typed into a shell. */
export type Step =
  | { readonly kind: "folder" }
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  | {
      readonly kind: "script";
      /** Of the script's first line in the page. */
      readonly line: number;
      readonly text: string;
    };

/** Stands before a fenced block that is a file: its name on a line of its own, or in a comment. */
const FILE = /(?:^|\n)(?:`([\w./-]+)`|<!-- file: ([\w./-]+) -->)\s*$/;
const FOLDER = /^<!-- a new folder -->$/m;
const SHELL = new Set(["sh", "bash", "console"]);

/** The steps of a page, in its order. */
export function stepsOf(page: string): readonly Step[] {
  let before = "";
  return partsOf(page).flatMap(({ raw, line, block }): Step[] => {
    if (block === undefined) {
      before = raw;
      return FOLDER.test(raw) ? [{ kind: "folder" }] : [];
    }
    const [, shown, told] = FILE.exec(before) ?? [];
    before = "";
    const name = shown ?? told;
    if (name !== undefined) return [{ kind: "file", name, text: block.text }];
    const text = /^\$ /m.test(block.text) ? typed(block.text) : SHELL.has(block.language) ? block.text : "";
    return text.trim() === "" ? [] : [{ kind: "script", line: line + 1, text }];
  });
}

/** Lines that are typed behind prompts, with what is printed left blank, so that lines keep their numbers. */
function typed(text: string): string {
  let goesOn = false;
  const lines = text.split("\n").map((line) => {
    const isTyped = goesOn || line.startsWith("$ ");
    goesOn = isTyped && line.endsWith("\\");
    return isTyped ? line.replace(/^\$ /, "") : "";
  });
  return lines.join("\n");
}
