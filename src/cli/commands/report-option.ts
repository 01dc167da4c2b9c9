import { type Command, InvalidArgumentError, Option } from "commander";
import { reportFormats } from "../../report/formats/list.ts";

/** A report that was asked for: its format, and the file that it goes to. */
export interface ReportFile {
  readonly format: string;
  /** As it was given; {@link STDOUT} for the standard output. */
  readonly path: string;
}

/** In place of a file's name. */
export const STDOUT = "-";

export interface ReportOption {
  readonly report: readonly ReportFile[];
}

/** Adds `--report`, and the short form of the format for people, the same for every command that has a run to report. */
export function addReportOption(command: Command): Command {
  const what = `writes a report as well, or several: junit=a.xml,markdown=b.md; formats are ${formatNames()}; ${STDOUT} is stdout`;
  return command
    .addOption(new Option("--report <FORMAT=file>", what).argParser(addReports).default([], "none"))
    .addOption(new Option("--html <file>", "short for --report html=FILE: a page to look at").argParser(namedFile))
    .on("option:html", (path: string) => {
      const { report } = command.opts<ReportOption>();
      command.setOptionValue("report", [...report, { format: "html", path }]);
    });
}

function addReports(list: string, before: readonly ReportFile[]): readonly ReportFile[] {
  return [...before, ...list.split(",").map(reportFile)];
}

function reportFile(text: string): ReportFile {
  const [format = "", ...rest] = text.split("=");
  const path = rest.join("=");
  if (!Object.hasOwn(reportFormats, format) || path === "") {
    throw new InvalidArgumentError(`Write FORMAT=FILE, not "${text}"; formats are ${formatNames()}.`);
  }
  return { format, path };
}

function namedFile(path: string): string {
  if (path === "") throw new InvalidArgumentError("Name the file that the page is to go to.");
  return path;
}

function formatNames(): string {
  return Object.keys(reportFormats).join(", ");
}
