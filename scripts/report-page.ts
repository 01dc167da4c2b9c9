/** Makes the script and the style that all HTML reports have, of src/report/html/page and of uPlot. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type OutputChunk, rolldown } from "rolldown";
import type { ReportPage } from "../src/values/report-page.ts";

const root = join(import.meta.dirname, "..");
const uplot = join(root, "node_modules/uplot");

/** The parts, and of what modules the script is. */
export async function bundleReportPage(): Promise<ReportPage & Pick<OutputChunk, "moduleIds">> {
  const build = await rolldown({
    input: join(root, "src/report/html/page/main.ts"),
    platform: "browser",
    tsconfig: join(root, "src/report/html/page/tsconfig.json"),
  });
  const { output } = await build.generate({ format: "iife", minify: true });
  await build.close();
  const [{ code, moduleIds }] = output;
  // A report is a copy of uPlot wherever it goes, and its licence goes with it.
  const licence = `/*\nThis page draws its charts with uPlot:\n\n${readFileSync(join(uplot, "LICENSE"), "utf8")}*/\n`;
  const style = readFileSync(join(uplot, "dist/uPlot.min.css"), "utf8");
  return { script: withinElement(licence + code), style: withinElement(style), moduleIds };
}

/** Refuses text that would end the element that it is put into. */
function withinElement(text: string): string {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error("the report's page has within it what ends an element");
  // Browsers read line ends so, and take the hash of what they read.
  return text.replaceAll("\r\n", "\n");
}
