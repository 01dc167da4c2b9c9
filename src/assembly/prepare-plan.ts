import { concealer } from "../files/experiment/concealer.ts";
import type { Experiment } from "../files/experiment/experiment.ts";
import type { Source } from "../files/yaml/problem.ts";
import type { Plan } from "../judge/plan/plan.ts";
import { atServices, type ServiceUrls } from "./at-services.ts";
import { checkSignals } from "./check-signals.ts";
import { type ClusterOptions, inCluster } from "./in-cluster.ts";
import { unlessInterrupted } from "./interrupted.ts";
import { type LoadedExperiment, loadExperiment, type ReadOptions } from "./load-experiment.ts";
import type { RunContext } from "./run-context.ts";
import type { WiredPlatform } from "./wiring.ts";

/** The platform, and what goes with it. */
export interface PlatformOptions extends ClusterOptions {
  /** None for the one that the experiment has. */
  readonly on?: string;
  /** URLs of services, where they aren't those of the file. */
  readonly services?: ServiceUrls;
  /** Only commands that undo something have it. */
  readonly forceFinalizers?: true;
}

/** A plan, and what it was made from. */
export interface PreparedPlan extends Pick<LoadedExperiment, "texts" | "concealed"> {
  readonly plan: Plan;
  readonly platform: WiredPlatform;
}

/**
 * Reads an experiment and plans it for a platform.
 * @param before done when the experiment is read and nothing is planned yet
 * @throws UsageError, of which ExperimentError, ConfinedError, PlanError and SignalSpecError are
 */
export async function preparePlan(
  file: string | Source,
  options: ReadOptions & PlatformOptions,
  context: RunContext,
  before: (platform: WiredPlatform, experiment: Experiment) => Promise<void> = async () => undefined,
): Promise<PreparedPlan> {
  const [{ wirePlatform }, { makePlan }, { faultKinds }] = await Promise.all([
    import("./wiring.ts"),
    import("../judge/plan/make-plan.ts"),
    import("../faults/kinds.ts"),
  ]);
  const wired = (on: string) => wirePlatform(on, context.clock, { forceFinalizers: options.forceFinalizers ?? false });
  const named = options.on === undefined ? undefined : wired(options.on);
  const loaded = await loadExperiment(file, options);
  const conceal = concealer(loaded.concealed);
  context.conceal(conceal);
  const on = options.on ?? usualPlatform(loaded.experiment);
  if (options.confinement !== undefined) {
    const { checkConfinement } = await import("./confinement/check-confinement.ts");
    checkConfinement(loaded, { ...options, on }, options.confinement);
  }
  const platform = named ?? wired(on);
  const experiment = atServices(inCluster(loaded.experiment, { ...options, on }), options.services);
  await before(platform, experiment);
  const capabilities = await unlessInterrupted(platform.capabilities(experiment, context.err), context);
  const plan = makePlan(experiment, capabilities, faultKinds);
  const warnings = [...plan.warnings, ...(await checkSignals(experiment, context))].map(conceal);
  const { texts, concealed } = loaded;
  return { texts, concealed, plan: { ...plan, warnings }, platform };
}

/** The platform for an experiment where nobody names one. */
function usualPlatform({ system }: Experiment): string {
  const { external, ...others } = system;
  return external !== undefined && Object.values(others).every((one) => one === undefined) ? "external" : "local";
}
