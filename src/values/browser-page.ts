import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./errors.ts";
import { packageFolder } from "./own-files.ts";

/** The pages that have a script: the report of a run, and a game day that is held on a page. */
export const browserPages = ["report", "gameday"] as const;
export type BrowserPage = (typeof browserPages)[number];

/** The parts of a page that are the same wherever it is shown. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/** The folder in dist that they are in once built. */
export const builtFolder = (page: BrowserPage): string => `${page}-page`;

/** True in the source tree, which makes them of what is to run in a browser. */
const isSource = import.meta.url.endsWith(".ts");

/** The program that makes them, and the optional packages that it needs. An image has no more than what runs, and so none of these. */
const maker = join(packageFolder(), "scripts/browser-page.ts");
const needed = [maker, ...["rolldown", "uplot"].map((name) => join(packageFolder(), "node_modules", name))];

/** Made once by a process that shows several. */
const made = new Map<BrowserPage, Promise<PageParts>>();

/** Tells whether pages can be made here. */
export function hasBrowserPages(): boolean {
  return !isSource || needed.every((path) => existsSync(path));
}

/** @throws UsageError where HTML reports can't be made */
export function checkReportPage(): void {
  if (hasBrowserPages()) return;
  throw new UsageError({
    message: "HTML reports can't be made here: what makes their page isn't installed, as in an image of brownout",
    hint: "Copy the run's folder to where brownout is installed: `brownout report RUN --html FILE` makes it there.",
  });
}

/** @throws UsageError where a game day can't be shown on a page */
export function checkGamedayPage(): void {
  if (hasBrowserPages()) return;
  throw new UsageError({
    message: "there is no page of the game day here: what makes it isn't installed, as in an image of brownout",
    hint: "Hold it in the terminal, without --web, or where brownout is installed.",
  });
}

/** The script and the style of a page; only where there are any. */
export async function pageParts(page: BrowserPage): Promise<PageParts> {
  const parts = made.get(page) ?? (isSource ? makeParts(page) : readParts(page));
  made.set(page, parts);
  return await parts;
}

async function readParts(page: BrowserPage): Promise<PageParts> {
  const folder = join(packageFolder(), "dist", builtFolder(page));
  const [script, style] = await Promise.all([
    readFile(join(folder, "page.js"), "utf8"),
    readFile(join(folder, "page.css"), "utf8"),
  ]);
  return { script, style };
}

/** The maker is found at run time, so that it is in no bundle. */
async function makeParts(page: BrowserPage): Promise<PageParts> {
  const { bundlePage } = (await import(pathToFileURL(maker).href)) as typeof import("../../scripts/browser-page.ts");
  return bundlePage(page);
}
