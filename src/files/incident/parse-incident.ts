import type { Criterion } from "../experiment/criterion.ts";
import type { Experiment } from "../experiment/experiment.ts";
import { type CriterionContext, readCriterion } from "../experiment/resolve-criterion.ts";
import { checkEdge, checkService, parseEdge } from "../experiment/resolve-names.ts";
import { parseDocument, type YamlDocument } from "../yaml/document.ts";
import { type Path, type Problem, ProblemsError, type Source } from "../yaml/problem.ts";
import { readBySchema } from "../yaml/read-by-schema.ts";
import type { Claim, ClaimedFact, Incident, IncidentVariant } from "./incident.ts";
import { type ClaimFile, type IncidentFile, incidentSchema, type VariantFile } from "./incident-schema.ts";

/** Reads a variant's experiment. */
export type ReadVariant = (
  variant: Pick<VariantFile, "experiment" | "vars">,
) => Promise<{ readonly path: string; readonly experiment: Experiment }>;

/**
 * Reads an incident's file and the experiments that it names; what it claims is held against their loads, signals and
 * graphs.
 * @throws ProblemsError with everything that is wrong with the file
 */
export async function parseIncident(source: Source, readVariant: ReadVariant): Promise<Incident> {
  const document = parseDocument(source);
  const { value: file, problems: misshapen } = readBySchema(incidentSchema, document);
  if (file === undefined || misshapen.length > 0) throw new ProblemsError(misshapen);
  const problems: Problem[] = [];
  const variants: IncidentVariant[] = [];
  for (const [name, variant] of Object.entries(file.variants)) {
    const read = await readVariant(variant);
    const claims = new ClaimReader(document, read.experiment, (problem) => problems.push(problem));
    variants.push({ name, ...read, vars: variant.vars, claims: claims.ofVariant(name, variant, file) });
  }
  if (problems.length > 0) throw new ProblemsError(onceEach(problems));
  const { name, title, source: documented } = file;
  return { name, title, source: documented, variants };
}

/** A stage is read for each variant that speaks of the stages, and may be wrong for all. */
function onceEach(problems: readonly Problem[]): readonly Problem[] {
  const places = problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  return problems.filter((_, index) => places.indexOf(places[index] as string) === index);
}

/** The keys of a claim that hold a criterion. */
const judged = ["baseline", "fault", "recovery", "sometime", "never"] as const;

/** Reads the claims about one experiment. */
class ClaimReader {
  readonly #context: Omit<CriterionContext, "phases">;
  /** Ids of the experiment's remedies, and of none. */
  readonly #steps: readonly string[];

  constructor(document: YamlDocument, experiment: Experiment, report: CriterionContext["report"]) {
    const { loads, signals = [], remedies = [], system } = experiment;
    this.#steps = ["undo", ...remedies.map(({ id }) => id)];
    const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
    const { graph } = system;
    this.#context = { document, graph, loads, loadNames: names(loads), signalNames: names(signals), report };
  }

  ofVariant(name: string, { ends, stages, until, claims }: VariantFile, file: IncidentFile): readonly Claim[] {
    const path = ["variants", name, "claims"];
    const last = until === undefined ? file.stages.length - 1 : file.stages.findIndex((one) => one.name === until);
    if (until !== undefined && last === -1) this.#report(["variants", name, "until"], `there is no stage ${until}`);
    const upToLast = file.stages.slice(0, last + 1);
    return [
      { text: `The run's verdict is ${ends}`, says: { kind: "ends", verdict: ends } },
      ...(stages === undefined ? [] : upToLast.flatMap((_, index) => this.#stage(file, index, stages))),
      ...claims.flatMap((claim, index) => this.#claim(claim, [...path, index])),
    ];
  }

  #stage(file: IncidentFile, index: number, stages: NonNullable<VariantFile["stages"]>): readonly Claim[] {
    const { name, at, text, place, when } = file.stages[index] as IncidentFile["stages"][number];
    const criterion = this.#windowed(when, ["stages", index, "when"]);
    if (criterion === undefined) return [];
    const placed = place === undefined ? {} : { place };
    const timed = at === undefined ? {} : { atMs: at };
    if (stages === "in-order") return [{ text, ...placed, says: { kind: "stage", name, criterion, ...timed } }];
    return index === 0 ? [] : [{ text: `Never comes: ${text}`, says: { kind: "never", criterion } }];
  }

  #claim(claim: ClaimFile, path: Path): readonly Claim[] {
    const says = this.#fact(claim, path);
    if (says === undefined) return [];
    return [{ text: claim.text, ...(claim.place === undefined ? {} : { place: claim.place }), says }];
  }

  #fact(claim: ClaimFile, path: Path): ClaimedFact | undefined {
    if (claim.origin !== undefined) return this.#origin(claim.origin, [...path, "origin"]);
    if (claim.hurt !== undefined) return this.#hurt(claim.hurt, [...path, "hurt"]);
    if (claim.remedy !== undefined) return this.#remedied(claim.remedy, [...path, "remedy"]);
    if (claim.waits !== undefined) return this.#waits(claim.waits, [...path, "waits"]);
    const kind = judged.find((key) => claim[key] !== undefined);
    const text = kind && claim[kind];
    if (kind === undefined || text === undefined) return undefined;
    const criterion =
      kind === "sometime" || kind === "never"
        ? this.#windowed(text, [...path, kind])
        : this.#overPhase(text, [...path, kind]);
    if (criterion === undefined) return undefined;
    return kind === "sometime" || kind === "never" ? { kind, criterion } : { kind: "measured", phase: kind, criterion };
  }

  #origin(text: string, path: Path): ClaimedFact | undefined {
    const edge = parseEdge(text);
    if (edge === undefined) this.#report(path, `expected an edge: checkout -> pricing`);
    else checkEdge(this.#context, path, edge);
    return edge && { kind: "origin", edge };
  }

  #hurt(services: NonNullable<ClaimFile["hurt"]>, path: Path): ClaimedFact {
    if ("at-least" in services) return { kind: "many-hurt", atLeast: services["at-least"] };
    for (const [index, service] of services.entries()) checkService(this.#context, [...path, index], service);
    return { kind: "hurt", services };
  }

  #remedied(claimed: NonNullable<ClaimFile["remedy"]>, path: Path): ClaimedFact | undefined {
    if (this.#steps.length > 1 && this.#steps.includes(claimed.step)) return { kind: "remedied", ...claimed };
    const found = this.#steps.length > 1 ? this.#steps.join(", ") : "none";
    return this.#report([...path, "step"], `the experiment has no such remedy; it has ${found}`);
  }

  #waits({ service, on, "at-least": atLeast }: NonNullable<ClaimFile["waits"]>, path: Path): ClaimedFact {
    checkService(this.#context, [...path, "service"], service);
    return { kind: "waits", service, on, atLeast };
  }

  /** Reads a criterion that is looked for at any time: it needs a window that slides. */
  #windowed(text: string, path: Path): Criterion | undefined {
    const criterion = this.#criterion(text, path);
    if (criterion === undefined || (criterion.overMs !== undefined && criterion.forMs === undefined)) return criterion;
    return this.#report(path, "what comes at some time is judged over a window, without `for`: … over 2s");
  }

  #overPhase(text: string, path: Path): Criterion | undefined {
    const criterion = this.#criterion(text, path);
    if (criterion === undefined || (criterion.overMs ?? criterion.forMs) === undefined) return criterion;
    return this.#report(path, "this is judged over the whole phase: leave out over and for");
  }

  #criterion(text: string, path: Path): Criterion | undefined {
    const criterion = readCriterion(text, path, this.#context);
    if (criterion?.metric.kind !== "recovery") return criterion;
    return this.#report(path, "recovery is known after the run; the experiment's `expect` may speak of it");
  }

  #report(path: Path, message: string): undefined {
    this.#context.report(this.#context.document.problemAt(path, { message }));
  }
}
