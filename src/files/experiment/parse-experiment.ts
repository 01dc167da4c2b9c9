import { dirname, isAbsolute, join } from "node:path";
import { BrownoutError } from "../../values/errors.ts";
import type { Graph } from "../graph/graph.ts";
import { UnknownVariantError } from "../graph/parse-graph.ts";
import { parseDocument, type YamlDocument } from "../yaml/document.ts";
import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { ConcealedValue } from "../yaml/node.ts";
import { type Path, type Problem, ProblemsError, type Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import { armSignals } from "./arm-signals.ts";
import { checkControl } from "./check-control.ts";
import type { LoadContext } from "./commands/resolve-command.ts";
import type { Criterion } from "./criterion.ts";
import type { EdgeFacts } from "./edge-facts.ts";
import type { Experiment, Limits, PhaseLengths } from "./experiment.ts";
import { ExperimentError } from "./experiment-error.ts";
import { type ExperimentFile, experimentSchema, phasesSchema } from "./experiment-schema.ts";
import { externalSpec } from "./external-spec.ts";
import type { FaultKind } from "./fault-kind.ts";
import { faultSchemaFor } from "./fault-schema.ts";
import type { FaultSpec } from "./fault-spec.ts";
import type { LoadSpec } from "./load-spec.ts";
import type { RemedySpec } from "./remedy.ts";
import { type CriterionList, resolveCriterion } from "./resolve-criterion.ts";
import { resolveEdges } from "./resolve-edges.ts";
import { type FaultResolveContext, resolveFault } from "./resolve-fault.ts";
import { resolveLoad } from "./resolve-load.ts";
import { checkEdge, checkService, parseEdge, type ResolveContext } from "./resolve-names.ts";
import { resolveRemedies } from "./resolve-remedy.ts";
import { resolveSignals } from "./resolve-signals.ts";
import type { SampledSignal } from "./sampled-signal.ts";
import { checkSecrets, secretsOf, sentValues } from "./secrets.ts";
import { sentText, sentTexts } from "./sent-text.ts";
import { checkSignalNames, stepSignals } from "./signal-names.ts";
import type { ComposeSpec, KubernetesSpec } from "./system-spec.ts";
import { expandVariables, type IsConcealed, type Variables } from "./variables.ts";

/** Things that an experiment file is read with. */
export interface ExperimentDeps {
  readonly faultKinds: readonly FaultKind[];
  readonly variables: Variables;
  /** The part of the command line that leaves out all variables of the environment but those that it names; for messages. */
  readonly environmentClosedBy?: string;
  /** Of variables whose values must not be shown; those that the file lists under `secrets` are not, either. */
  readonly isConcealed?: IsConcealed;
  /** Told of values in texts that are sent, and that nothing which is shown may have. */
  noteConcealed?(values: readonly ConcealedValue[]): void;
  /** Reads a graph; `path` is as the file has it, relative to the file. Throws a BrownoutError. */
  readGraph(path: string, variant: string | undefined): Graph;
  /** Reads a file that a fault names; `path` is as the file has it. Throws a BrownoutError. */
  readText(path: string): Source;
}

/**
 * Reads an experiment file: YAML, variables, schema, then names and windows against the graph and the file
 * itself.
 * @throws ExperimentError with everything that is wrong, not just the first thing
 */
export function parseExperiment(source: Source, deps: ExperimentDeps): Experiment {
  const secrets = secretsOf(source);
  const isConcealed = (name: string) => secrets.includes(name) || (deps.isConcealed?.(name) ?? false);
  const document = parseDocument(source, (text) =>
    expandVariables(text, deps.variables, isConcealed, deps.environmentClosedBy),
  );
  if (document.value === undefined) throw new ExperimentError(document.problems);
  const faults = faultSchemaFor(itemsOf(fieldsOf(document.value).faults), deps.faultKinds);
  const { value: file, problems } = readBySchema(experimentSchema(faults), document);
  checkSecrets(secrets, source, document, (problem) => problems.push(problem));
  const parts = resolveParts(document, faults, deps, (problem) => problems.push(problem));
  if (file === undefined || problems.length > 0) throw new ExperimentError(problems);
  deps.noteConcealed?.(sentValues(document));
  return assemble(file, parts, dirname(source.path), document);
}

interface Parts {
  readonly graph: Graph | undefined;
  readonly edges: readonly EdgeFacts[];
  readonly loads: readonly LoadSpec[];
  readonly signals: readonly SampledSignal[];
  readonly faults: readonly FaultSpec[];
  readonly remedies: readonly RemedySpec[];
  readonly steadyState: readonly Criterion[];
  readonly abort: readonly Criterion[];
  readonly expect: readonly Criterion[];
}

/**
 * Resolves each part by itself, whatever the schema finds in the others: one mistake in a file must not hide
 * the rest.
 */
function resolveParts(
  document: YamlDocument,
  faults: FaultResolveContext["faultSchema"],
  deps: ExperimentDeps,
  report: (problem: Problem) => void,
): Parts {
  const raw = fieldsOf(document.value);
  const graph = readGraph(fieldsOf(raw.system), document, deps, report);
  const { from, ...loads } = fieldsOf(raw.load);
  const context: ResolveContext = {
    document,
    graph,
    loadNames: Object.keys(loads),
    signalNames: Object.keys(fieldsOf(raw.signals)),
    report,
  };
  const resolvedLoads = resolveLoads(loads, { ...context, readText: deps.readText });
  const ofSteps = stepSignals(loads);
  checkSignalNames(ofSteps, context);
  const ofArms = raw.control === undefined ? [] : context.loadNames.flatMap(armSignals);
  const faultContext: FaultResolveContext & { readonly partSignals: readonly string[] } = {
    ...context,
    partSignals: [...ofSteps.map(({ name }) => name), ...ofArms],
    ...(resolvedLoads.areRight && { loads: resolvedLoads.loads }),
    faultKinds: deps.faultKinds,
    faultSchema: faults,
    phases: readPhases(raw.phases),
    readText: deps.readText,
  };
  const criteria = (list: CriterionList) =>
    itemsOf(raw[list]).flatMap((text, index) =>
      typeof text === "string" ? (resolveCriterion(text, list, index, faultContext) ?? []) : [],
    );
  if (raw.control !== undefined) checkControl(loads, raw.faults, deps.faultKinds, context);
  checkOnly(fieldsOf(raw.limits).only, context);
  if (from !== undefined) checkReach(fieldsOf(fieldsOf(raw.system).kubernetes).reach, context);
  return {
    graph,
    edges: resolveEdges(raw.edges, { ...context, readText: deps.readText }),
    loads: resolvedLoads.loads,
    signals: resolveSignals(raw.signals, context),
    faults: itemsOf(raw.faults).flatMap((fault, index) => resolveFault(fault, index, faultContext) ?? []),
    remedies: resolveRemedies(itemsOf(raw.remedies), faultContext),
    steadyState: criteria("steady-state"),
    abort: criteria("abort"),
    expect: criteria("expect"),
  };
}

function resolveLoads(written: Fields, context: LoadContext): { loads: readonly LoadSpec[]; areRight: boolean } {
  let areRight = true;
  const report = (problem: Problem) => {
    areRight = false;
    context.report(problem);
  };
  const loads = Object.entries(written).map(([name, load]) => resolveLoad(name, load, { ...context, report }));
  return { loads: loads.filter((load) => load !== undefined), areRight: areRight && !loads.includes(undefined) };
}

function readGraph(
  system: Fields,
  document: YamlDocument,
  deps: ExperimentDeps,
  report: (problem: Problem) => void,
): Graph | undefined {
  const { graph: path, variant } = system;
  if (typeof path !== "string" || path === "") return undefined;
  try {
    return deps.readGraph(path, typeof variant === "string" ? variant : undefined);
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    for (const problem of graphProblems(error, document)) report(problem);
    // Names are the same in every variant, so that a wrong one doesn't hide what else is wrong.
    return error instanceof UnknownVariantError ? error.common : undefined;
  }
}

/**
 * Makes problems of a graph file's errors. Those inside of it are said at their place there; all else where this file
 * names it.
 */
function graphProblems(error: BrownoutError, document: YamlDocument): readonly Problem[] {
  if (error instanceof ProblemsError) return error.problems;
  if (error instanceof UnknownVariantError && error.allowed.length > 0) {
    const { finding: message, suggestion, allowed } = error;
    return [document.problemAt(["system", "variant"], { message, suggestion, allowed })];
  }
  const key = error instanceof UnknownVariantError ? "variant" : "graph";
  const message = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
  return [document.problemAt(["system", key], { message })];
}

function readPhases(raw: unknown): PhaseLengths | undefined {
  const phases = phasesSchema.safeParse(raw).data;
  return phases && phaseLengths(phases);
}

function phaseLengths(phases: ExperimentFile["phases"]): PhaseLengths {
  return {
    warmUpMs: phases["warm-up"].ms,
    ...(phases["warm-up"].untilSteady && { warmUpUntilSteady: true }),
    baselineMs: phases.baseline,
    faultMs: phases.fault,
    recoveryMs: phases.recovery,
  };
}

function checkOnly(raw: unknown, context: ResolveContext): void {
  for (const [index, name] of itemsOf(raw).entries()) {
    if (typeof name !== "string") continue;
    const path = ["limits", "only", index];
    const edge = parseEdge(name);
    if (edge === undefined) checkService(context, path, name);
    else checkEdge(context, path, edge);
  }
}

/** A load from inside goes straight to services; a URL for each is what else there can be. */
function checkReach(raw: unknown, { document, report }: ResolveContext): void {
  if (typeof raw !== "string") return;
  const message = `${raw} is a way in from outside, and \`load.from\` sends the load from inside; leave one of them out`;
  report(document.problemAt(["system", "kubernetes", "reach"], { message }));
}

function assemble(file: ExperimentFile, parts: Parts, folder: string, document: YamlDocument): Experiment {
  const { graph, edges, signals, remedies, ...resolved } = parts;
  const shown = (text: string, ...path: Path) => String(sentText(text, path, document));
  return {
    name: file.name,
    title: shown(file.title ?? file.name, "title"),
    ...(file.owner === undefined ? {} : { owner: shown(file.owner, "owner") }),
    tags: file.tags.map((tag, index) => shown(tag, "tags", index)),
    ...(file.sources.length > 0 && { sources: file.sources }),
    seed: file.seed,
    system: {
      ...(graph === undefined ? {} : { graph }),
      ...composeOf(file.system, folder),
      ...kubernetesOf(file.system, folder, document),
      ...(file.system.external && { external: externalSpec(file.system.external, folder, document) }),
    },
    phases: phaseLengths(file.phases),
    ...(edges.length > 0 && { edges }),
    ...resolved,
    ...(file.control && { arms: { seed: file.seed, control: file.control.share } }),
    ...(file.load.from === undefined ? {} : { loadFrom: file.load.from }),
    ...(signals.length > 0 && { signals }),
    ...(remedies.length > 0 && { remedies }),
    limits: limitsOf(file.limits),
  };
}

function composeOf({ compose, variant }: ExperimentFile["system"], folder: string): { compose?: ComposeSpec } {
  if (compose === undefined) return {};
  const { file, project, ...rest } = compose;
  const spec: ComposeSpec = {
    ...rest,
    files: file.map((path) => (isAbsolute(path) ? path : join(folder, path))),
    ...(project === undefined ? {} : { project }),
    ...(variant === undefined ? {} : { variant }),
  };
  return { compose: spec };
}

function kubernetesOf(
  { kubernetes }: ExperimentFile["system"],
  folder: string,
  document: YamlDocument,
): { kubernetes?: KubernetesSpec } {
  if (kubernetes === undefined) return {};
  const { namespace, context, manifests, selectors, reach } = kubernetes;
  const spec: KubernetesSpec = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(context === undefined ? {} : { context }),
    manifests: manifests.map((path) => (isAbsolute(path) ? path : join(folder, path))),
    selectors,
    reach: reach.by === "url" ? { by: "url", urls: sentTexts(reach.urls, REACH, document) } : reach,
    allowNamespace: false,
  };
  return { kubernetes: spec };
}

const REACH = ["system", "kubernetes", "reach"];

function limitsOf(limits: ExperimentFile["limits"]): Limits {
  const { "max-duration": maxDurationMs, "max-services": maxServices, "max-replicas": maxReplicas, only } = limits;
  return {
    ...(maxDurationMs === undefined ? {} : { maxDurationMs }),
    ...(maxServices === undefined ? {} : { maxServices }),
    ...(maxReplicas === undefined ? {} : { maxReplicas }),
    ...(only === undefined ? {} : { only }),
  };
}
