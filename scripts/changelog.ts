/**
 * CHANGELOG.md at a release. `npm version` calls `changelog.ts release VERSION`: what was unreleased is that version's from now on.
 * `changelog.ts notes VERSION` prints what changed in it, for the release's page.
 */
import { readFileSync, writeFileSync } from "node:fs";

const UNRELEASED = "## Unreleased\n";

/**
 * The changelog with a heading for a version above what was unreleased.
 * @param date as 2026-11-29
 * @throws Error when nothing is unreleased
 */
export function withRelease(text: string, version: string, date: string): string {
  if (notesIn(text, "Unreleased") === "") throw new Error(`CHANGELOG.md has nothing under "Unreleased"`);
  return text.replace(UNRELEASED, `${UNRELEASED}\n## ${version}, ${date}\n`);
}

/** What stands under a version's heading. @throws Error when it has none, or nothing under it */
export function notesOf(text: string, version: string): string {
  const notes = notesIn(text, version);
  if (notes === "") throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return notes;
}

function notesIn(text: string, name: string): string {
  const sections = text.split(/^## /m).slice(1);
  const section = sections.find((one) => /^[^\s,]+/.exec(one)?.[0] === name) ?? "";
  return section.slice(section.indexOf("\n") + 1).trim();
}

if (import.meta.main) {
  const changelog = new URL("../CHANGELOG.md", import.meta.url);
  const [, , what, version = ""] = process.argv;
  const text = readFileSync(changelog, "utf8");
  if (what === "notes") process.stdout.write(`${notesOf(text, version)}\n`);
  else writeFileSync(changelog, withRelease(text, version, new Date().toISOString().slice(0, 10)));
}
