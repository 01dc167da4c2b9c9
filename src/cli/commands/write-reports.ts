import { accessSync, constants, existsSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { checkReportPage } from "../../values/browser-page.ts";
import { BrownoutError, messageOf, UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import type { RenderFormat } from "./render-reports.ts";
import { type ReportFile, type ReportOption, STDOUT } from "./report-option.ts";
import { UndeliveredError } from "./undelivered-error.ts";

type Printed = ReportOption & { readonly json?: true };

/**
 * Checks that reports can be written, as far as that can be told before there are any; writes nothing.
 * @throws UsageError
 */
export function checkReports(printed: Printed): void {
  checkPlaces(printed);
  if (printed.report.some(({ format }) => format === "html")) checkReportPage();
}

/**
 * Checks that reports which need nothing that isn't there can be written, each to a place of its own.
 * @throws UsageError
 */
export function checkPlaces({ report: files, json }: Printed): void {
  const paths = [...(json ? [STDOUT] : []), ...files.map(placeOf)];
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) {
    const where = twice === STDOUT ? "the standard output" : twice;
    throw new UsageError({ message: `two reports can't go to ${where}`, hint: "Give each a file of its own." });
  }
  for (const { path } of files) if (path !== STDOUT) checkFile(path);
}

/** Tells whether JSON or a report goes to the standard output, where nothing else may be then. */
export function isStdoutTaken({ report, json }: Printed): boolean {
  return json === true || report.some(({ path }) => path === STDOUT);
}

/**
 * Writes reports of a run. One that can't be made or written doesn't keep the others from it, and is told at the process's end.
 * @param hint what to do about those that can't be written
 */
export async function writeReports(
  files: readonly ReportFile[],
  render: RenderFormat,
  hint: string,
  context: CommandContext,
): Promise<void> {
  for (const file of files) {
    try {
      await write(file.path, await render(file.format), context);
    } catch (cause) {
      // Anything else is a defect of ours.
      if (!(cause instanceof BrownoutError) && !isOfTheSystem(cause)) throw cause;
      const message = `the report ${file.format}=${file.path} could not be written: ${messageOf(cause)}`;
      context.undelivered(new UndeliveredError({ message, hint, cause }));
    }
  }
}

async function write(path: string, text: string, context: CommandContext): Promise<void> {
  if (path === STDOUT) {
    context.deliver(text);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${text}\n`);
}

function placeOf({ path }: ReportFile): string {
  return path === STDOUT ? STDOUT : resolve(path);
}

/** @throws UsageError where it is a folder, or may not be written */
function checkFile(path: string): void {
  try {
    const place = existsSync(path) ? path : nearestFolder(dirname(resolve(path)));
    if (statSync(place).isDirectory() === (place === path)) {
      const is = place === path ? "it is a folder" : `${place} is no folder`;
      throw new UsageError({ message: `cannot write the report ${path}: ${is}` });
    }
    accessSync(place, constants.W_OK);
  } catch (cause) {
    if (!isOfTheSystem(cause)) throw cause;
    throw new UsageError({ message: `cannot write the report ${path}: ${messageOf(cause)}`, cause });
  }
}

/** The folder, or the nearest around it that is there. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
