import { z } from "zod";
import type { RunContext } from "../assembly/run-context.ts";
import type { Conceal } from "../files/experiment/concealer.ts";
import { Concealment } from "../files/experiment/concealment.ts";
import type { Source } from "../files/yaml/problem.ts";
import { systemClock } from "../values/clock/system-clock.ts";
import { UsageError } from "../values/errors.ts";
import { checkArgument, writtenDown } from "./argument.ts";
import { concealInError } from "./conceal-in-error.ts";
import type { ExperimentInput } from "./experiment-input.ts";
import type { RunResult } from "./run-result.ts";

/** The surroundings of a run. */
export interface RunOptions {
  /** URLs of services that run already, by name, in place of those that `system.external.services` has. */
  readonly services?: Readonly<Record<string, string>> | undefined;
  /** Variables of the experiment. Those that it asks for and aren't here are taken from the environment. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** The platform. Default: the one that `brownout run` takes. */
  readonly on?: string | undefined;
  /** Ends the run early when it aborts, as Ctrl-C does: all faults are taken out, and the result says so. */
  readonly signal?: AbortSignal | undefined;
  /** The folder that gets a folder for each run. Default: .brownout/runs */
  readonly runsFolder?: string | undefined;
}

/** As wide as the command line takes a pipe to be. */
const STYLE = { columns: 100, colour: false };

const optionsSchema = z.strictObject({
  services: z.record(z.string(), z.url({ protocol: /^https?$/, error: "expected an http URL" })).optional(),
  variables: z.record(z.string(), z.string()).default({}),
  on: z.string().optional(),
  runsFolder: z.string().default(".brownout/runs"),
});

/**
 * Runs an experiment as `brownout run` does, with its journal, its undo records and its guardian, which takes faults out
 * should this process be killed. Prints nothing, and resolves whatever the verdict is: see `assertPass`.
 * @param experiment a file's path, or an object with the keys of such a file; paths in it are from the working directory
 * @throws an error with a stable `code` (docs/errors.md) when nothing was started: E_EXPERIMENT, E_ARGUMENT, E_PLAN, …
 */
export async function run(experiment: ExperimentInput | string, options: RunOptions = {}): Promise<RunResult> {
  const { signal, ...plain } = options;
  const { services, variables, on, runsFolder } = checkArgument("run", plain, optionsSchema);
  const file = typeof experiment === "string" ? experiment : writtenDown("experiment", experiment);
  const world = new QuietWorld(signal);
  try {
    return await runIn(world, file, { services, on, variables, runsFolder });
  } catch (error) {
    throw concealInError(error, world.concealed);
  } finally {
    world.leave();
  }
}

type ReadOptions = z.infer<typeof optionsSchema>;

async function runIn(world: QuietWorld, file: string | Source, options: ReadOptions): Promise<RunResult> {
  const [{ executeRun }, { preparePlan }, { renderResult }, { resultDocument }] = await Promise.all([
    import("../assembly/execute-run.ts"),
    import("../assembly/prepare-plan.ts"),
    import("../report/terminal/summary.ts"),
    import("../report/json.ts"),
  ]);
  const { on, services, variables, runsFolder } = options;
  const where = { ...(on === undefined ? {} : { on }), ...(services === undefined ? {} : { services }) };
  const prepared = await preparePlan(
    file,
    { ...where, var: variables, runs: runsFolder },
    world,
    async (platform, experiment) => {
      for (const what of await platform.takeOver(experiment)) world.err(what);
    },
  );
  const { production, warnings } = prepared.plan;
  if (production !== undefined) throw askNobody(production, prepared.plan.where);
  const { result, folder } = await executeRun({ ...prepared, runsFolder, listener: () => undefined }, world);
  const document = resultDocument(result, folder.path);
  return {
    ...document,
    warnings: [...world.said, ...warnings, ...document.warnings],
    report: [...warnings.map((warning) => `warning: ${warning}`), ...renderResult(result, STYLE)].join("\n"),
  };
}

function askNobody(production: string, where: string | undefined): UsageError {
  return new UsageError({
    message: `this looks like production (${production}): ${where}`,
    hint: "A program asks nobody: use `brownout run --yes-production` if it is meant. A namespace that isn't production says so by the label brownout.dev/production=false.",
  });
}

/** The world of a run that prints nothing: what it says is kept. */
class QuietWorld implements RunContext {
  readonly clock = systemClock;
  readonly said: string[] = [];
  readonly #interrupt = new AbortController();
  readonly #onAbort = () => this.#interrupt.abort("SIGINT");
  readonly #asked: AbortSignal | undefined;
  readonly #concealment = new Concealment();
  readonly concealed = this.#concealment.conceal;

  constructor(asked: AbortSignal | undefined) {
    this.#asked = asked;
    if (asked?.aborted) this.#onAbort();
    asked?.addEventListener("abort", this.#onAbort);
  }

  get signal(): AbortSignal {
    return this.#interrupt.signal;
  }

  err(text: string): void {
    this.said.push(this.concealed(text));
  }

  conceal(how: Conceal): void {
    this.#concealment.add(how);
  }

  /** Listens no longer to the signal, which may live as long as the program. */
  leave(): void {
    this.#asked?.removeEventListener("abort", this.#onAbort);
  }
}
