import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Step, stepsOf } from "./walked-page.ts";

/** The steps of a page's section. @throws AssertionError where the page has none of that heading */
export function stepsOfSection(page: string, heading: string): readonly Step[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  assert.ok(section, `a section "${heading}"`);
  return stepsOf(section);
}

/** A folder with the files that a section of a page shows, each under its name. */
export async function folderOfSection(context: TestContext, page: string, heading: string): Promise<string> {
  const files = stepsOfSection(page, heading).filter((step) => step.kind === "file");
  assert.ok(files.length > 1, `files under "${heading}"`);
  const folder = await temporaryFolder(context);
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return folder;
}
