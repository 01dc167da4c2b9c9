/**
 * Writes what VitePress builds the site of: all pages into site/pages, and their order into site/.vitepress/sidebar.json.
 * SITE_SOURCE, if it is set, is the URL under which the tree's files are; links to files that are no pages lead there.
 */
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { contents, elsewhere } from "./contents.ts";
import { madePages } from "./made-pages.ts";
import { titleOf, withLinks } from "./markdown.ts";
import { siteLink } from "./site-link.ts";

const root = join(import.meta.dirname, "..");
const out = join(import.meta.dirname, "pages");

interface Page {
  /** Its path in the site, without extension. */
  readonly name: string;
  /** The file that its links are written for, from the tree's root. */
  readonly file: string;
  readonly text: string;
}

async function allPages(): Promise<readonly Page[]> {
  const decisions = globSync("docs/decisions/*.md", { cwd: root }).toSorted().map(pageOfFile);
  const listed = contents.flatMap(({ pages }) => pages).filter((name) => name !== "decisions/index");
  return [...decisions, listOfDecisions(decisions), ...(await Promise.all(listed.map(pageOfName)))];
}

function pageOfFile(file: string): Page {
  return { name: file.slice("docs/".length, -".md".length), file, text: readFileSync(join(root, file), "utf8") };
}

function listOfDecisions(decisions: readonly Page[]): Page {
  const lines = decisions.map(({ name, text }) => `- [${titleOf(text)}](${basename(name)}.md)`);
  const text = ["# Decisions", "What differs from the obvious, and why.", lines.join("\n")].join("\n\n");
  return { name: "decisions/index", file: "docs/decisions/index.md", text };
}

async function pageOfName(name: string): Promise<Page> {
  const made = await madePages[name]?.();
  if (made !== undefined) return { name, file: `docs/${name}.md`, text: made };
  const file = elsewhere[name] ?? `docs/${name}.md`;
  return { name, file, text: readFileSync(join(root, file), "utf8") };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const pages = await allPages();
const names = new Map(pages.map(({ name, file }) => [file, name]));
const isInTree = (path: string) => statSync(join(root, path), { throwIfNoEntry: false }) !== undefined;

rmSync(out, { recursive: true, force: true });
cpSync(join(root, "docs/images"), join(out, "public/images"), { recursive: true });
cpSync(join(import.meta.dirname, "index.md"), join(out, "index.md"));
for (const { name, file, text } of pages) {
  const links = { file, names, isInTree, source: process.env.SITE_SOURCE };
  write(
    join(out, `${name}.md`),
    withLinks(text, (target) => siteLink(target, links)),
  );
}

/** What a page is called in a list: its title without what that says after a colon. */
const titles = new Map(pages.map(({ name, text }) => [name, titleOf(text).split(":")[0]]));
const sidebar = contents.map(({ title, pages: listed }) => ({
  text: title,
  items: listed.map((name) => ({ text: titles.get(name), link: `/${name.replace(/index$/, "")}` })),
}));
write(join(import.meta.dirname, ".vitepress/sidebar.json"), `${JSON.stringify(sidebar, null, 2)}\n`);
