import { z } from "zod";
import { checkWithin } from "../../../assembly/confinement/within-place.ts";
import { realPathOf } from "../../../assembly/real-path.ts";
import { readNamedRun } from "../../../assembly/recorded-runs.ts";
import { runFolder } from "../../../records/journal/run-folder.ts";
import { renderJson } from "../../../report/json.ts";
import { agentTool } from "../tool.ts";

export const reportTool = agentTool({
  name: "report",
  description:
    "Gives the result of a run, from its journal: verdict and reasons, each criterion, signals by phase, faults, recovery.",
  hints: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
  schema: z.strictObject({
    run: z.string().min(1).describe("A run's name: `runId` of a result, or as `runs` lists it."),
  }),
  async call({ run }, { bounds: { runs, confinement } }) {
    const folder = runFolder(runs, run);
    checkWithin(folder.journalPath, { ...confinement, root: realPathOf(runs) });
    const { result } = await readNamedRun(runs, run);
    return { json: renderJson(result, folder.path) };
  },
});
