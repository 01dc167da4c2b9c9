import { z } from "zod";
import { listRuns } from "../../../records/journal/list-runs.ts";
import { runLine } from "../../../report/run-line.ts";
import { agentTool } from "../tool.ts";

const MOST = 1000;
const USUAL = 50;

export const runsTool = agentTool({
  name: "runs",
  description:
    "Lists runs so far, the oldest first: how each ended, and what may still be in of it. `report` has the result of one.",
  hints: { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
  schema: z.strictObject({
    last: z.int().min(1).max(MOST).default(USUAL).describe(`No more than so many of the newest; default: ${USUAL}.`),
  }),
  async call({ last }, { bounds: { runs } }) {
    const listed = await listRuns(runs);
    return { json: JSON.stringify(listed.slice(-last).map(runLine)) };
  },
});
