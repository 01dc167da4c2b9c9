import type { Expansion } from "../yaml/compose.ts";
import type { ConcealedValue } from "../yaml/node.ts";
import { type Problem, ProblemsError, type Source } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";

/** Values by name. */
export type Variables = ReadonlyMap<string, string>;

/** Tells whether a variable's value must not be shown, nor kept. */
export type IsConcealed = (name: string) => boolean;

/** One scalar may become so long through its variables; a few lines of them must not fill the memory. */
const maxLength = 64 * 1024;

/** `$${`, `${NAME}`, `${NAME:-default}`, or a `${` that is none of them. */
const reference = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` in a text; `$${` stands for `${` itself. As in a shell, the
 * default is taken when the variable is unset or empty. What replaces a reference is not read again.
 * @param isConcealed of variables; a default stands in the file, so that it isn't
 * @param environmentClosedBy the part of the command line by which it is read for names alone that were given; none where all of it is
 */
export function expandVariables(
  text: string,
  variables: Variables,
  isConcealed: IsConcealed = () => false,
  environmentClosedBy?: string,
): Expansion {
  if (!text.includes("${")) return { text, failures: [] };
  const failures: Expansion["failures"][number][] = [];
  const values: ConcealedValue[] = [];
  let expanded = "";
  let shown = "";
  let end = 0;
  for (const match of text.matchAll(reference)) {
    const [written, name, fallback] = match;
    const value = written === "$${" ? "${" : lookUp(variables, name, fallback);
    if (value === undefined) failures.push({ offset: match.index, ...whyNot(variables, name, environmentClosedBy) });
    const before = text.slice(end, match.index);
    expanded += before + (value ?? written);
    shown += before;
    if (name !== undefined && value !== undefined && value === variables.get(name) && isConcealed(name)) {
      values.push({ name, value });
      shown += `\${${name}}`;
    } else {
      shown += value ?? written;
    }
    end = match.index + written.length;
    if (expanded.length > maxLength) {
      const message = `becomes longer than ${maxLength} characters with its variables replaced`;
      return { text, failures: [...failures, { offset: match.index, message }] };
    }
  }
  const rest = text.slice(end);
  return {
    text: expanded + rest,
    failures,
    ...(values.length > 0 && { concealed: { shown: shown + rest, values } }),
  };
}

function lookUp(variables: Variables, name: string | undefined, fallback: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const value = variables.get(name);
  return fallback !== undefined && (value === undefined || value === "") ? fallback : value;
}

function whyNot(variables: Variables, name: string | undefined, environmentClosedBy: string | undefined) {
  if (name === undefined) {
    return { message: `a variable is written \${NAME} or \${NAME:-default}; $\${ stands for \${ itself` };
  }
  const named =
    environmentClosedBy === undefined
      ? ""
      : `--env ${name} (under ${environmentClosedBy} the environment is read by name alone) or `;
  const message = `the variable ${name} is not set; give ${named}--var ${name}=VALUE, or write \${${name}:-default}`;
  return { message, suggestion: suggest(name, [...variables.keys()]), mistaken: name };
}

/** Variables of several sources; the first that has a name decides it. */
export function mergeVariables(...sources: readonly Variables[]): Variables {
  return new Map(sources.toReversed().flatMap((source) => [...source]));
}

/**
 * Reads a variable file: a line `NAME=value` for each, the value as it stands up to the end of the line;
 * empty lines and lines that begin with `#` are skipped.
 * @throws ProblemsError with every line that is neither
 */
export function parseVariableFile(source: Source): Variables {
  const variables = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [index, line] of source.text
    .replace(/^\uFEFF/, "")
    .split(/\r\n?|\n/)
    .entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [name, value] = splitAssignment(line) ?? [];
    if (name !== undefined && value !== undefined && !variables.has(name)) {
      variables.set(name, value);
      continue;
    }
    // What is on it may be a secret's second line.
    const why = name === undefined ? "this line is not NAME=value" : `${name} is there twice`;
    problems.push({ file: source.path, line: index + 1, column: 1, path: "", message: why });
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return variables;
}

/** `NAME=value` in its two parts, or undefined where it is something else. The value may be empty. */
export function splitAssignment(text: string): readonly [name: string, value: string] | undefined {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}
