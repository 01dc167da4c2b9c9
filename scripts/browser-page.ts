/** Makes the script and the style of a page, of what is to run in a browser and of uPlot. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type OutputChunk, rolldown } from "rolldown";
import type { BrowserPage, PageParts } from "../src/values/browser-page.ts";

const root = join(import.meta.dirname, "..");
const uplot = join(root, "node_modules/uplot");

const ENTRIES: Readonly<Record<BrowserPage, string>> = {
  report: "src/report/html/page/main.ts",
  gameday: "src/web/page/main.ts",
};

/** The parts, and of what modules the script is. */
export async function bundlePage(page: BrowserPage): Promise<PageParts & Pick<OutputChunk, "moduleIds">> {
  const entry = join(root, ENTRIES[page]);
  const build = await rolldown({
    input: entry,
    platform: "browser",
    tsconfig: join(dirname(entry), "tsconfig.json"),
  });
  const { output } = await build.generate({ format: "iife", minify: true });
  await build.close();
  const [{ code, moduleIds }] = output;
  // A page is a copy of uPlot wherever it goes, and its licence goes with it.
  const licence = `/*\nThis page draws its charts with uPlot:\n\n${readFileSync(join(uplot, "LICENSE"), "utf8")}*/\n`;
  const style = readFileSync(join(uplot, "dist/uPlot.min.css"), "utf8");
  return { script: withinElement(licence + code), style: withinElement(style), moduleIds };
}

/** Refuses text that would end the element that it is put into. */
function withinElement(text: string): string {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error("a page has within it what ends an element");
  // Browsers read line ends so, and take the hash of what they read.
  return text.replaceAll("\r\n", "\n");
}
