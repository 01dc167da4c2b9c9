import { checkNotLedAway } from "../../../assembly/confinement/within-place.ts";
import { unlessInterrupted } from "../../../assembly/interrupted.ts";
import type { PreparedPlan } from "../../../assembly/prepare-plan.ts";
import { liveViewOf } from "../../../judge/history/live-view.ts";
import { renderJson } from "../../../report/json.ts";
import { progressLines } from "../../../report/terminal/progress-lines.ts";
import type { RunListener } from "../../../run/recorder.ts";
import { writePageBeside } from "../../commands/run-page.ts";
import { NotAllowedError } from "../not-allowed-error.ts";
import { planArguments, prepareWithin } from "../prepare-within.ts";
import { checkLimited, checkNoProduction } from "../run-rules.ts";
import { agentTool, type ToolAnswer, type ToolWorld } from "../tool.ts";

export const runTool = agentTool({
  name: "run",
  description:
    "Runs an experiment: brings its system up, sends load, puts its faults in, takes them out and gives the result. It takes as long as `plan` says, and some seconds. " +
    "Refused unless the server was started with --allow-run and the experiment has limits; cancelling takes out what is in.",
  hints: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  schema: planArguments,
  async call(asked, world) {
    const { allowRun, runs, confinement } = world.bounds;
    if (!allowRun) {
      throw new NotAllowedError({
        message: "nothing may be run here: `brownout mcp` was started without --allow-run",
        hint: "Ask your user to run it, or to start the server with --allow-run.",
      });
    }
    return await world.oneRun.take(asked.file, async () => {
      checkNotLedAway(runs, confinement);
      // Looked at twice: what a gone run left is taken out before a run is planned, and in production not even that is done.
      if (asked.on === "kubernetes") checkNoProduction((await prepareWithin(asked, world)).plan);
      const prepared = await prepareWithin(asked, world, async (platform, experiment) => {
        checkLimited(experiment);
        for (const what of await unlessInterrupted(platform.takeOver(experiment), world.context)) {
          world.context.err(what);
        }
      });
      checkNoProduction(prepared.plan);
      return await runPrepared(prepared, world);
    });
  },
});

async function runPrepared(prepared: PreparedPlan, { bounds, context, progress }: ToolWorld): Promise<ToolAnswer> {
  const { executeRun } = await import("../../../assembly/execute-run.ts");
  for (const warning of prepared.plan.warnings) context.err(`warning: ${warning}`);
  const listener = tellProgress(progress);
  const executed = await executeRun({ ...prepared, runsFolder: bounds.runs, listener }, context);
  await writePageBeside(executed, context);
  const { result, folder } = executed;
  const { verdict, exitCode } = result;
  return { json: renderJson(result, folder.path), logged: { run: folder.id, verdict, exitCode } };
}

function tellProgress(progress: ToolWorld["progress"]): RunListener {
  const linesOf = progressLines();
  return (event, state) => {
    const lines = linesOf(event, () => liveViewOf(state));
    if (lines.length > 0) progress(lines.join("\n"));
  };
}
