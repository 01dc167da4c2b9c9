import { concealer } from "../../../files/experiment/concealer.ts";
import { renderExplanationJson } from "../../../report/explanation/explanation-json.ts";
import { planArguments, prepareWithin } from "../prepare-within.ts";
import { agentTool } from "../tool.ts";

export const explainTool = agentTool({
  name: "explain",
  description:
    "Tells in prose what a run of an experiment would do, what it could show and what it couldn't. Changes nothing.",
  hints: { readOnlyHint: true, destructiveHint: false, openWorldHint: true },
  schema: planArguments,
  async call(asked, world) {
    const { plan, concealed } = await prepareWithin(asked, world);
    return { json: renderExplanationJson(plan, concealer(concealed)) };
  },
});
