import { randomInt } from "node:crypto";
import { withholdFromChildren } from "../clients/os/child-environment.ts";
import { machineKind } from "../clients/os/machine-kind.ts";
import { concealer } from "../files/experiment/concealer.ts";
import type { RunResult } from "../judge/history/result.ts";
import { untoldInWords } from "../judge/history/run-state.ts";
import type { Outlets } from "../outlets/outlets.ts";
import { createRun, newRunId, type RunFolder } from "../records/journal/run-folder.ts";
import { startGuardian } from "../run/guardian-process.ts";
import type { RunListener } from "../run/recorder.ts";
import { programFile } from "../values/own-files.ts";
import { seededRandom } from "../values/random/random.ts";
import { version } from "../values/version.ts";
import type { PreparedPlan } from "./prepare-plan.ts";
import type { RunContext } from "./run-context.ts";

export interface RunInput extends PreparedPlan {
  readonly runsFolder: string;
  readonly listener: RunListener;
  /** Told of its name, and waited for, before anything is started. */
  onNamed?(run: string): Promise<void>;
  /** Others that are told of it. */
  readonly outlets?: Outlets | undefined;
  /** As the run's own. */
  whileIn?(signal: AbortSignal): Promise<void>;
}

export interface ExecutedRun {
  readonly result: RunResult;
  readonly folder: RunFolder;
}

/**
 * Runs a plan with a journal, and a guardian that finishes the undoing if this process is killed.
 * @throws JournalError, GuardianError before anything was started
 */
export async function executeRun(input: RunInput, context: RunContext): Promise<ExecutedRun> {
  const { clock, signal } = context;
  const { outlets } = input;
  // Run ids must differ between two runs of one moment, also in one process, so this seed is the one that isn't fixed.
  const id = newRunId(clock, seededRandom(randomInt(2 ** 32)));
  withholdFromChildren(input.concealed.map(({ name }) => name));
  const { folder, journal, claim } = await createRun(input.runsFolder, id, input.texts);
  try {
    await input.onNamed?.(id);
    const guardian = await startGuardian(programFile("src/cli"), folder.path);
    const result = await input.platform.run(input.plan, {
      clock,
      runId: id,
      version,
      machine: machineKind(),
      logFolder: folder.logFolder,
      journal,
      conceal: concealer(input.concealed),
      interrupt: signal,
      listener: (event, state) => {
        outlets?.tell(event, state);
        input.listener(event, state);
      },
      ...(outlets?.wantSamples && { onSampled: (requests) => outlets.tellSampled(requests) }),
      ...(input.whileIn === undefined ? {} : { whileIn: input.whileIn }),
    });
    const untold = (await outlets?.finish(result)) ?? [];
    for (const one of untold) journal.append({ type: "untold", atMs: result.durationMs, ...one });
    const unrecorded = await journal.close();
    await guardian.dismiss();
    if (unrecorded && result.exitCode === 0) throw unrecorded;
    return { result: { ...result, warnings: [...result.warnings, ...untold.map(untoldInWords)] }, folder };
  } finally {
    await claim.release();
  }
}
