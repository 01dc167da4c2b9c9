import type { Conceal } from "../../files/experiment/concealer.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { concealedJson } from "../concealed-json.ts";
import { explanationOf } from "./explanation.ts";

/**
 * A plan in prose as one document: what `explain --json` prints. Texts are paragraphs, or `{ point }` of a list.
 * @param conceal takes out of a text what must not be shown
 */
export function renderExplanationJson(plan: Plan, conceal: Conceal): string {
  const { experiment, platform } = plan;
  return concealedJson({ experiment: experiment.name, platform, sections: explanationOf(plan) }, conceal);
}
