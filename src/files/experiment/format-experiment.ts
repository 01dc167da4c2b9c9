import { isDeepStrictEqual } from "node:util";
import type { YAMLMap } from "yaml";
import { UsageError } from "../../values/errors.ts";
import { parseDocument } from "../yaml/document.ts";
import { commentsOf, printDocument } from "../yaml/print-document.ts";
import type { Path, Source } from "../yaml/problem.ts";
import { ExperimentError } from "./experiment-error.ts";
import type { FaultKind } from "./fault-kind.ts";

/** Keys that say what an experiment is and who acts on it: these stand together, and all else apart. */
const HEAD = ["name", "title", "owner", "tags", "sources", "secrets", "seed"];
const PARTS = [
  "system",
  "edges",
  "load",
  "control",
  "signals",
  "phases",
  "steady-state",
  "faults",
  "remedies",
  "abort",
  "expect",
  "limits",
];
const LOAD = ["request", "rate", "timeout", "max-in-flight", "retry", "fail-on", "headers", "body", "traceparent"];
const FAULT_FIRST = ["type", "on", "mode"];
const FAULT_LAST = ["start", "duration", "allow-empty", "allow-unreached"];

/** Printing settles at once but for comments at odd places, which move by a level each time. */
const MOST_ROUNDS = 10;

/**
 * Prints an experiment's text in the usual order and spacing, whatever is wrong with it as an experiment. It says the same, with
 * the same comments, and printed again it doesn't change.
 * @throws ExperimentError where it can't be read as YAML, UsageError where it can't be printed so that this holds
 */
export function formatExperiment(source: Source, faultKinds: readonly FaultKind[]): string {
  const [mark, text] = source.text.startsWith("\uFEFF") ? ["\uFEFF", source.text.slice(1)] : ["", source.text];
  const before = parseDocument(source);
  if (before.problems.length > 0) throw new ExperimentError(before.problems);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.replaceAll("\r\n", "\n");
  const after = printed(lines, (path, mapping) => orderOf(path, mapping, faultKinds));
  const isSame = after !== undefined && saysTheSame(before.value, after) && hasTheSameComments(lines, after);
  if (isSame) return `${mark}${after.replaceAll("\n", lineEnd)}`;
  throw new UsageError({
    message: `${source.path} can't be printed anew without changing what it says; it stays as it is`,
    hint: "Move comments from within a value to a line of their own, leave out lines `...`, and keep keys under 1,024 characters.",
  });
}

/** The text, printed until it no longer changes; undefined where it goes on to, or can't be printed. */
function printed(text: string, order: Parameters<typeof printDocument>[1]["order"]): string | undefined {
  const rules = { order, isApart: (key: string) => !HEAD.includes(key) };
  let before = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const after = printDocument(before, rules);
    if (after === undefined || after === before) return after;
    before = after;
  }
  return undefined;
}

function saysTheSame(before: unknown, text: string): boolean {
  const after = parseDocument({ path: "", text });
  return after.problems.length === 0 && isDeepStrictEqual(before, after.value);
}

function hasTheSameComments(before: string, after: string): boolean {
  return isDeepStrictEqual(commentsOf(before).toSorted(), commentsOf(after).toSorted());
}

function orderOf(path: Path, mapping: YAMLMap, faultKinds: readonly FaultKind[]): readonly string[] {
  const [part, of, ...rest] = path;
  if (part === undefined) return [...HEAD, ...PARTS];
  if (of === undefined)
    return part === "phases" ? ["warm-up", "baseline", "fault", "recovery"] : part === "load" ? ["from"] : [];
  if (part === "load" && rest.length === 0) return LOAD;
  if (part !== "faults" || rest.length > 0) return [];
  const kind = faultKinds.find(({ type }) => type === mapping.get("type"));
  return [...FAULT_FIRST, ...Object.keys(kind?.params.shape ?? {}), ...FAULT_LAST];
}
