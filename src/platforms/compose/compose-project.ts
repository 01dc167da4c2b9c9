import { type ComposeFile, ComposeSyntaxError, parseComposeFile } from "../../files/compose-file/compose-file.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import { type ComposeCommand, isVersion1, runCompose } from "./compose-command.ts";
import { ComposeFileError } from "./compose-errors.ts";

/** A project as Compose makes it of its files: variables filled in, anchors and extensions resolved. */
export interface ComposeProject extends ComposeFile {
  readonly name: string;
  /** Arguments that tell Compose to mean this project. */
  readonly args: readonly string[];
}

/**
 * Has Compose read a project.
 * @throws ComposeFileError with what Compose says of the file
 */
export async function readProject(
  compose: ComposeCommand,
  spec: ComposeSpec,
  env: Readonly<Record<string, string>>,
): Promise<ComposeProject> {
  const named = spec.project === undefined ? [] : ["--project-name", spec.project];
  const files = spec.files.flatMap((file) => ["--file", file]);
  const shown = spec.files.join(", ");
  const args = [...files, ...named];
  const format = isVersion1(compose) ? [] : ["--format", "json"];
  const end = await runCompose(compose, [...args, "config", ...format], { env });
  if (end.code !== 0) {
    throw new ComposeFileError({
      message: `Compose can't read ${shown}: ${isVersion1(compose) ? end.stderr.trim() : lastLine(end.stderr)}`,
      hint: `\`${[...compose.argv, ...args].join(" ")} config\` says the same.`,
    });
  }
  const file = parseConfig(end.stdout, compose, shown);
  const name = spec.project ?? file.name;
  if (name === undefined) {
    throw unknownForm(compose, shown, "Name the project: `system: { compose: { file: …, project: … } }`.");
  }
  return { ...file, name, args: isVersion1(compose) ? [...files, "--project-name", name] : args };
}

/** Parses what Compose shows of a project, which is a Compose file, too. */
function parseConfig(text: string, compose: ComposeCommand, shown: string): ComposeFile {
  try {
    return parseComposeFile({ path: `what Compose makes of ${shown}`, text });
  } catch (cause) {
    if (!(cause instanceof ComposeSyntaxError)) throw cause;
    throw unknownForm(compose, shown, "Update Compose.", cause);
  }
}

function unknownForm({ version }: ComposeCommand, shown: string, hint: string, cause?: unknown): ComposeFileError {
  return new ComposeFileError({
    message: `Compose ${version} shows ${shown} in a form that isn't known`,
    hint,
    cause,
  });
}

/** The last line of a program's output, which is mostly what is wrong. */
export function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
