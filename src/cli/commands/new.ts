import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import { type LoadedExperiment, loadExperiment, type VariableOptions } from "../../assembly/load-experiment.ts";
import { faultKinds } from "../../faults/kinds.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { type FaultText, faultText } from "../../files/experiment/fault-text.ts";
import { edgeNames } from "../../files/experiment/resolve-names.ts";
import { interpretSchemas } from "../../files/interpret-schemas.ts";
import { appendItem } from "../../files/yaml/append-item.ts";
import { parseDocument } from "../../files/yaml/document.ts";
import { fieldsOf, itemsOf } from "../../files/yaml/fields.ts";
import { ProblemsError } from "../../files/yaml/problem.ts";
import { planOnPaper } from "../../judge/plan/plan-on-paper.ts";
import { UsageError } from "../../values/errors.ts";
import { addFaultOptions, FaultOptionError, type Flags, writtenKeys } from "../inject/fault-options.ts";
import type { CommandContext } from "./context.ts";
import { replaceText } from "./replace-text.ts";
import { addVariableOptions } from "./variable-options.ts";

export function newCommand(context: CommandContext): Command {
  const command = new Command("new").description(
    "Adds a fault to an experiment file, with the keys that it needs and what each means; the rest stays as it is.",
  );
  for (const kind of faultKinds) command.addCommand(kindCommand(kind, context).exitOverride());
  return command;
}

function kindCommand(kind: FaultKind, context: CommandContext): Command {
  const command = new Command(kind.type)
    .description(kind.summary)
    .argument("<file>", "experiment file")
    .option("--on <where>", `${TARGETS[kind.targets]}; needed where there are several`);
  addFaultOptions(command, kind);
  return addVariableOptions(command).action((file: string, flags: VariableOptions & Flags) =>
    add(kind, file, flags, context),
  );
}

const TARGETS: Readonly<Record<FaultKind["targets"], string>> = {
  edge: "the edge, as in 'checkout -> pricing'",
  service: "the service",
  either: "the edge, as in 'checkout -> pricing', or the service",
};

async function add(
  kind: FaultKind,
  file: string,
  flags: VariableOptions & Flags,
  context: CommandContext,
): Promise<void> {
  interpretSchemas();
  const before = await loadBefore(file, flags);
  const on = flags.on === undefined ? onlyPlace(kind, file, before) : String(flags.on);
  const written = faultText(kind, on, writtenKeys(kind, flags));
  if (written.missing.length > 0) {
    const options = written.missing.map((key) => `--${key} VALUE`).join(", ");
    throw new UsageError({
      message: `nothing says what ${written.missing.join(", ")} of the ${kind.type} is`,
      hint: `Give ${options}.`,
    });
  }
  const text = withFault(file, readFileSync(file, "utf8"), written);
  await check(kind, file, text, flags);
  replaceText(file, text);
  context.out(`added ${kind.type} on ${on} to ${file}`);
  if (written.examples.length > 0) context.out(`  ${exampleWords(written.examples)}`);
}

/** Reads the experiment as it is; undefined where nothing is wrong with it but that it has no faults yet. */
async function loadBefore(file: string, options: VariableOptions): Promise<LoadedExperiment | undefined> {
  try {
    return await loadExperiment(file, options);
  } catch (error) {
    if (error instanceof ProblemsError && error.problems.every(({ path }) => path === "faults")) return undefined;
    throw error;
  }
}

/** @throws UsageError where a fault of the kind could be put in several places, or nobody knows of one */
function onlyPlace(kind: FaultKind, file: string, loaded: LoadedExperiment | undefined): string {
  const graph = loaded?.experiment.system.graph;
  const services = graph?.services.map(({ name }) => name) ?? [];
  const edges = edgeNames(graph);
  const places = { edge: edges, service: services, either: [...edges, ...services] }[kind.targets];
  const [only] = places;
  if (only !== undefined && places.length === 1) return only;
  const there = places.length === 0 ? "" : ` (there are: ${places.join(", ")})`;
  throw new UsageError({
    message: `nothing says where the ${kind.type} goes in ${file}${there}`,
    hint: `Say it with --on: ${TARGETS[kind.targets]}.`,
  });
}

/** @throws UsageError where it can't be added without changing anything else */
function withFault(file: string, before: string, { lines }: FaultText): string {
  const [mark, text] = before.startsWith("\uFEFF") ? ["\uFEFF", before.slice(1)] : ["", before];
  const after = appendItem(text, "faults", lines);
  if (after !== undefined && isSameBut(text, after)) return `${mark}${after}`;
  throw new UsageError({
    message: `a fault can't be added to ${file} without changing more of it; nothing was written`,
    hint: `Write the list of faults with a dash for each, on lines of its own, and add:\n${lines.join("\n")}`,
  });
}

/** Tells whether the text has one more fault, behind the others, and else says the same. */
function isSameBut(before: string, after: string): boolean {
  const [old, now] = [before, after].map((text) => fieldsOf(parseDocument({ path: "", text }).value));
  const faults = itemsOf(now?.faults);
  return (
    faults.length === itemsOf(old?.faults).length + 1 &&
    isDeepStrictEqual({ ...now, faults: faults.slice(0, -1) }, { ...old, faults: itemsOf(old?.faults) })
  );
}

/**
 * Checks the text as `validate` would.
 * @throws FaultOptionError with what is wrong with the fault, PlanError
 */
async function check(kind: FaultKind, path: string, text: string, options: VariableOptions): Promise<void> {
  try {
    const { experiment } = await loadExperiment({ path, text, hasLines: false }, options);
    planOnPaper(experiment, faultKinds);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const ofFault = /^faults\[\d+\]\.?/;
    throw new FaultOptionError(
      error.problems.map((problem) => ({
        ...problem,
        file: `new ${kind.type}`,
        path: problem.path.replace(ofFault, ""),
      })),
    );
  }
}

function exampleWords(keys: readonly string[]): string {
  const [are, them] = keys.length === 1 ? ["is an example", "it"] : ["are examples", "them"];
  return `${keys.join(", ")} ${are}: make ${them} what you mean`;
}
