import { BrownoutError } from "../../../values/errors.ts";
import type { Fields } from "../../yaml/fields.ts";
import { fieldsOf } from "../../yaml/fields.ts";
import type { Path, Source } from "../../yaml/problem.ts";
import { checkService, type ResolveContext } from "../resolve-names.ts";
import { sentText } from "../sent-text.ts";
import { parseTemplate } from "../template.ts";
import type { CommandSpec } from "./command.ts";
import type { CommandForm, WrittenCommand } from "./command-form.ts";
import { commandForms } from "./list.ts";

/** Keys of a load of HTTP requests that have no meaning for commands. */
const NOT_OF_COMMANDS = ["request", "requests", "steps", "retry", "sessions", "headers", "body", "fail-on"] as const;

/** The kind of command that a load sends as it is written; undefined for HTTP. */
export function commandFormOf(part: Fields): CommandForm | undefined {
  return commandForms.find(({ key }) => part[key] !== undefined);
}

/** Reports what is wrong with a load of commands, but for what its schema finds. */
export function checkCommand(form: CommandForm, part: Fields, path: Path, context: ResolveContext): void {
  const { document, report } = context;
  const others = form.takesTraceparent ? NOT_OF_COMMANDS : [...NOT_OF_COMMANDS, "traceparent"];
  for (const key of others.filter((key) => part[key] !== undefined)) {
    report(document.problemAtKey([...path, key], { message: `${key} has no meaning beside ${form.key}` }));
  }
  const own = fieldsOf(part[form.key]);
  if (typeof own.service === "string") checkService(context, [...path, form.key, "service"], own.service);
  for (const key of form.sentKeys.filter((key) => key !== form.addressKey)) {
    const text = own[key];
    const template = typeof text === "string" ? parseTemplate(text) : undefined;
    if (template === undefined || template.ok) continue;
    report(document.problemInside([...path, form.key, key], template.offset, { message: template.problem }));
  }
}

/** A context in which files can be read; `path` is as the experiment has it. Throws a BrownoutError. */
export interface LoadContext extends ResolveContext {
  readText(path: string): Source;
}

/** Makes a command of what its schema read; reports a file that can't be read. */
export function commandSpec(form: CommandForm, written: WrittenCommand, path: Path, context: LoadContext): CommandSpec {
  const { document } = context;
  const { service, address, connections, sends } = written;
  const settings = withFile(form, written.settings ?? {}, path, context);
  return {
    kind: form.key,
    ...(service === undefined ? {} : { service }),
    ...(address === undefined ? {} : { address: sentText(address, [...path, form.addressKey], document) }),
    connections,
    sends: sends.map(({ text, at }) => sentText(text, [...path, ...at], document)),
    settings,
  };
}

/** The settings with the path of the file from where the command was started. */
function withFile(
  { fileSetting }: CommandForm,
  settings: Readonly<Record<string, string>>,
  path: Path,
  { readText, report, document }: LoadContext,
): Readonly<Record<string, string>> {
  const file = fileSetting && settings[fileSetting];
  if (!fileSetting || file === undefined) return settings;
  try {
    return { ...settings, [fileSetting]: readText(file).path };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    report(document.problemAt([...path, fileSetting], { message: error.message }));
    return settings;
  }
}
