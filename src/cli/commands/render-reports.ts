import type { ReportedRun } from "../../report/formats/format.ts";
import { reportFormats } from "../../report/formats/list.ts";
import { UsageError } from "../../values/errors.ts";

/**
 * Makes the report of a run in a format, without its last line end.
 * @throws UsageError where there is no such format, or it can't be made here; what reading the run throws
 */
export type RenderFormat = (format: string) => Promise<string>;

/**
 * Gives what makes each report once, however many files it goes to, and reads the run for the first of them.
 * @param read gives the run; it may fail as files do
 */
export function renderOnce(read: () => Promise<ReportedRun>): RenderFormat {
  let run: Promise<ReportedRun> | undefined;
  const made = new Map<string, Promise<string>>();
  const readFirst = () => {
    run ??= read();
    return run;
  };
  return (format) => {
    const text = made.get(format) ?? render(format, readFirst);
    made.set(format, text);
    return text;
  };
}

async function render(format: string, read: () => Promise<ReportedRun>): Promise<string> {
  const renderReport = await reportFormats[format]?.();
  if (renderReport === undefined) throw new UsageError({ message: `there is no report format ${format}` });
  return (await renderReport(await read())).trimEnd();
}
