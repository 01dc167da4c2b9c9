import { concealer } from "../../../files/experiment/concealer.ts";
import { renderPlanJson } from "../../../report/plan-json.ts";
import { planArguments, prepareWithin } from "../prepare-within.ts";
import { agentTool } from "../tool.ts";

export const planTool = agentTool({
  name: "plan",
  description:
    "Says what a run of an experiment would do on a platform, when, who can see it, and how each fault is taken out again. Changes nothing.",
  hints: { readOnlyHint: true, destructiveHint: false, openWorldHint: true },
  schema: planArguments,
  async call(asked, world) {
    const { plan, concealed } = await prepareWithin(asked, world);
    return { json: renderPlanJson(plan, concealer(concealed)) };
  },
});
