import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "./errors.ts";
import { packageFolder } from "./own-files.ts";

/** The parts of an HTML report that are the same in all of them. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/** The folder in dist that they are in once built. */
export const REPORT_PAGE = "report-page";

/** True in the source tree, which makes them of src/report/html/page. */
const isSource = import.meta.url.endsWith(".ts");

/** The program that makes them, and the optional packages that it needs. An image has no more than what runs, and so none of these. */
const maker = join(packageFolder(), "scripts/report-page.ts");
const needed = [maker, ...["rolldown", "uplot"].map((name) => join(packageFolder(), "node_modules", name))];

/** Made once by a process that makes several reports. */
let made: Promise<ReportPage> | undefined;

/** Tells whether HTML reports can be made here. */
export function hasReportPage(): boolean {
  return !isSource || needed.every((path) => existsSync(path));
}

/** @throws UsageError where HTML reports can't be made */
export function checkReportPage(): void {
  if (hasReportPage()) return;
  throw new UsageError({
    message: "HTML reports can't be made here: what makes their page isn't installed, as in an image of brownout",
    hint: "Copy the run's folder to where brownout is installed: `brownout report RUN --html FILE` makes it there.",
  });
}

/** @throws UsageError where HTML reports can't be made */
export async function reportPage(): Promise<ReportPage> {
  checkReportPage();
  made ??= isSource ? makePage() : readPage();
  return await made;
}

async function readPage(): Promise<ReportPage> {
  const folder = join(packageFolder(), "dist", REPORT_PAGE);
  const [script, style] = await Promise.all([
    readFile(join(folder, "page.js"), "utf8"),
    readFile(join(folder, "page.css"), "utf8"),
  ]);
  return { script, style };
}

/** The maker is found at run time, so that it is in no bundle. */
async function makePage(): Promise<ReportPage> {
  const { bundleReportPage } = (await import(
    pathToFileURL(maker).href
  )) as typeof import("../../scripts/report-page.ts");
  return bundleReportPage();
}
