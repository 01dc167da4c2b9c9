import { appendFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, extname } from "node:path";
import { closeEnvironment } from "../../assembly/confinement/close-environment.ts";
import { type Allowances, type Confinement, readConfinement } from "../../assembly/confinement/confinement.ts";
import { checkNotLedAway } from "../../assembly/confinement/within-place.ts";
import type { ExecutedRun } from "../../assembly/execute-run.ts";
import { type GatheredQueue, gatherQueue } from "../../assembly/queue/gather-queue.ts";
import { playQueue, type QueuedExperiment } from "../../assembly/queue/play-queue.ts";
import { refusedAttempt } from "../../assembly/queue/refused-attempt.ts";
import { endedRun } from "../../assembly/reported-run.ts";
import { repositoryOf } from "../../assembly/repository.ts";
import { findingsOf } from "../../report/queue/findings.ts";
import { githubAnnotations } from "../../report/queue/github-annotations.ts";
import { jobSummary } from "../../report/queue/job-summary.ts";
import { renderQueueJson } from "../../report/queue/queue-json.ts";
import {
  type Attempt,
  exitCodeOf,
  type QueueEntry,
  type QueueReport,
  type RefusedAttempt,
} from "../../report/queue/queue-report.ts";
import { queueTable } from "../../report/queue/queue-table.ts";
import { renderResult } from "../../report/terminal/summary.ts";
import { messageOf, UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { worstExitCode } from "../../values/worst-exit-code.ts";
import type { CommandContext } from "./context.ts";
import { type GitHubJob, gitHubJobOf } from "./github-job.ts";
import { type PlayOptions, play } from "./play.ts";
import { besideOthers, type QueueContext, queueContext } from "./queue-context.ts";
import type { QueueOptions } from "./queue-options.ts";
import { writePageBeside } from "./run-page.ts";
import { terminalStyle } from "./terminal.ts";
import { UndeliveredError } from "./undelivered-error.ts";
import { writeArtifacts } from "./write-artifacts.ts";

type RunQueueOptions = PlayOptions & QueueOptions & Allowances;

/** The folder that a gate's reports go to. */
const ARTIFACTS = ".brownout/ci";

/** Runs several experiments, or one as a gate does, and tells what became of all of them. */
export async function runQueue(
  patterns: readonly string[],
  options: RunQueueOptions,
  outer: CommandContext,
): Promise<void> {
  const job = options.ci ? gitHubJobOf(process.env) : undefined;
  const context = queueContext(outer, job !== undefined);
  const root = repositoryOf(process.cwd());
  const artifacts = options.artifacts ?? (options.ci ? ARTIFACTS : undefined);
  const confinement = options.ci && confine(options, artifacts);
  const reading = { ...options, ...(confinement && { confinement }) };
  const { tag: tags, owner: owners, changedSince } = options;
  const conditions = { tags, owners, ...(changedSince === undefined ? {} : { changedSince }) };
  const gathered = await gatherQueue(patterns, conditions, reading, root);
  const entries = await playGathered(gathered, reading, context);
  const report = reportOf(entries, gathered, context);
  context.exitCode(report.exitCode);
  context.keptElsewhere(`The queue ended with exit code ${report.exitCode}; its runs are kept in ${options.runs}.`);
  if (options.json) context.deliver(renderQueueJson(report));
  else context.out(queueTable(report, terminalStyle(context)).join("\n"));
  await tell(report, { artifacts, job }, outer);
}

/** Sets bounds to experiments, and takes out of this process's environment what they must not get. */
function confine(options: RunQueueOptions, artifacts: string | undefined): Confinement {
  const confinement = readConfinement(options, { root: repositoryOf(process.cwd()), under: "--ci" });
  for (const folder of [options.runs, artifacts]) if (folder) checkNotLedAway(folder, confinement);
  closeEnvironment(process.env, confinement.environment);
  return confinement;
}

function playGathered(
  { queued }: GatheredQueue,
  options: RunQueueOptions,
  context: QueueContext,
): Promise<readonly QueueEntry[]> {
  const { retries, failFast = false, budget } = options;
  const atOnce = atOnceOf(options, context);
  const rules = { retries, failFast, atOnce, ...(budget === undefined ? {} : { budgetMs: budget }) };
  return playQueue(queued, rules, context, (experiment) => {
    const own = atOnce === 1 ? context : besideOthers(context, shortName(experiment, queued));
    const print = options.json === undefined ? own.out : own.err;
    const turn = `${experiment.file} (${queued.indexOf(experiment) + 1} of ${queued.length})`;
    print(atOnce === 1 ? `\n${turn}` : turn);
    return tryOnce(experiment, options, own, print);
  });
}

/** The name of an experiment's file, where no other in the queue has it, so that a line has room behind it; else its file. */
function shortName({ file }: QueuedExperiment, queued: readonly QueuedExperiment[]): string {
  const nameOf = (path: string) => basename(path, extname(path));
  const alike = queued.filter((other) => nameOf(other.file) === nameOf(file));
  return alike.length === 1 ? nameOf(file) : file;
}

/** The number of experiments that may run at once: as asked for, if there is a processor for each. */
function atOnceOf({ sideBySide, on = "local", metrics }: RunQueueOptions, context: QueueContext): number {
  if (sideBySide === 1 || on !== "local") return 1;
  if (metrics !== undefined) {
    throw new UsageError({
      message: "--metrics is one address, and --side-by-side several runs at once",
      hint: "Leave one of them out; `--otlp` takes the metrics of several.",
    });
  }
  const room = Math.min(sideBySide, availableParallelism());
  if (room < sideBySide) context.err(`This machine has room for ${room} at once: a processor each.`);
  return room;
}

async function tryOnce(
  { file }: QueuedExperiment,
  options: PlayOptions,
  context: QueueContext,
  print: (text: string) => void,
): Promise<Attempt> {
  try {
    const executed = await play(file, options, context);
    print(renderResult(executed.result, context.reportStyle()).join("\n"));
    await writePageBeside(executed, context);
    return await readAgain(executed, context);
  } catch (error) {
    return refuse(error, context);
  }
}

/** The run as its folder has it. That it can't be read takes nothing from how the run ended. */
async function readAgain({ folder, result }: ExecutedRun, context: QueueContext): Promise<Attempt> {
  try {
    return { kind: "run", run: await endedRun(folder, result) };
  } catch (error) {
    const attempt = refuse(error, context);
    return { ...attempt, exitCode: worstExitCode([attempt.exitCode, result.exitCode]) };
  }
}

function refuse(error: unknown, context: QueueContext): RefusedAttempt {
  const attempt = refusedAttempt(error, context.concealed);
  context.err(`error (${attempt.code}): ${attempt.message}`);
  if (attempt.hint !== undefined) context.err(`  ${attempt.hint}`);
  return attempt;
}

function reportOf(
  entries: readonly QueueEntry[],
  { nothing }: GatheredQueue,
  { signal }: Pick<CommandContext, "signal">,
): QueueReport {
  const codes = nothing === undefined ? entries.map(exitCodeOf) : [nothing.exitCode];
  if (!signal.aborted) return { entries, exitCode: worstExitCode(codes), ...(nothing && { why: nothing.why }) };
  const by = signal.reason as "SIGINT" | "SIGTERM";
  return { entries, exitCode: worstExitCode([...codes, exitCodes[by]]), why: `${by} ended it` };
}

/** Tells those who aren't at the terminal. What can't be told to them takes nothing from what became of the experiments. */
async function tell(
  report: QueueReport,
  { artifacts, job }: { readonly artifacts: string | undefined; readonly job: GitHubJob | undefined },
  context: CommandContext,
): Promise<void> {
  const findings = findingsOf(report.entries);
  try {
    if (artifacts !== undefined) writeArtifacts(artifacts, report, findings);
    if (job?.summaryFile !== undefined) await appendFile(job.summaryFile, jobSummary(report));
  } catch (cause) {
    const message = `the reports of the queue could not be written: ${messageOf(cause)}`;
    context.undelivered(new UndeliveredError({ message, cause }));
  }
  if (job !== undefined) for (const line of githubAnnotations(findings)) context.err(line);
}
