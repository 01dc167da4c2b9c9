import type { z } from "zod";
import type { YamlDocument } from "./document.ts";
import { type Path, type Problem, type ProblemParts, show } from "./problem.ts";
import { suggest } from "./suggestion.ts";

/** A document as a schema reads it. */
interface ReadBySchema<T> {
  /** Undefined where the schema refuses it. */
  readonly value: T | undefined;
  /** Everything that is wrong with it, as YAML and by the schema, each at its place. */
  readonly problems: Problem[];
}

export function readBySchema<T>(schema: z.ZodType<T>, document: YamlDocument): ReadBySchema<T> {
  const { data, error } = schema.safeParse(document.value, { error: explain, reportInput: true });
  const refused = (error?.issues ?? []).flatMap((issue) => issueProblems(issue, [], document));
  // What could not even be read as YAML is not also of the wrong type.
  const unread = new Set(document.problems.map(({ path }) => path));
  const others = refused.filter(({ path }) => path === "" || !unread.has(path));
  return { value: data, problems: [...document.problems, ...others] };
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, base: Path, document: YamlDocument): Problem[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    // The one message that explain() makes for the program: the keys that are known.
    const allowed = issue.message.split(",").filter((key) => key !== "");
    return issue.keys.map((key) =>
      document.problemAtKey([...path, key], { message: "unknown key", suggestion: suggest(key, allowed), allowed }),
    );
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map(({ message }) => document.problemAtKey(path, { message }));
  }
  if (issue.code === "invalid_union") {
    const [branch] = issue.errors.filter(isMeant).sort((a, b) => a.length - b.length);
    if (branch !== undefined) return branch.flatMap((inner) => issueProblems(inner, path, document));
  }
  return [document.problemAt(path, describe(issue))];
}

/** A branch of a union may be the one that was meant when the value as a whole is of its kind; of several it is the one with the least wrong. */
function isMeant(branch: readonly Issue[]): boolean {
  return branch.every(
    (issue) =>
      issue.path.length > 0 ||
      (issue.code !== "invalid_type" && (issue.code !== "invalid_value" || typeof issue.input === "string")),
  );
}

function describe(issue: Issue): ProblemParts {
  if (issue.code === "invalid_value") return oneOf(issue.input, issue.values);
  if (issue.code === "invalid_union" && "options" in issue && issue.discriminator !== undefined) {
    const input = issue.input as Readonly<Record<string, unknown>>;
    return oneOf(input[issue.discriminator], issue.options ?? []);
  }
  return { message: issue.message };
}

function oneOf(found: unknown, options: readonly unknown[]): ProblemParts {
  const allowed = options.map(String);
  const suggestion = typeof found === "string" ? suggest(found, allowed) : undefined;
  return { message: found === undefined ? "is missing" : `found ${show(found)}`, suggestion, allowed };
}

/** Adds what zod's own messages don't say: what was found. A schema's own message comes before this. */
export function explain(issue: z.core.$ZodRawIssue): string {
  const found = `found ${show(issue.input)}`;
  switch (issue.code) {
    case "unrecognized_keys":
      return knownKeys(issue.inst).join(",");
    case "invalid_type":
      return `${issue.input === undefined ? "is missing" : found}; expected ${typeNames[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `${found}; ${issue.inclusive ? "the least is" : "it must be above"} ${amount(issue.minimum, issue.origin)}`;
    case "too_big":
      return `${found}; the most is ${amount(issue.maximum, issue.origin)}`;
    default:
      return found;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  object: "keys with values",
  record: "keys with values",
  array: "a list, whose items begin with a dash",
  string: "text",
  number: "a number",
  int: "a whole number",
};

function amount(count: number | bigint, origin: string): string {
  const unit = { string: "character", array: "item" }[origin];
  if (unit === undefined) return `${count}`;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function knownKeys(schema: unknown): string[] {
  const { def } = (schema as z.ZodObject)._zod;
  return Object.keys(def.shape);
}
