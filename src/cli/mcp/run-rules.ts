import type { Experiment } from "../../files/experiment/experiment.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { NotAllowedError } from "./not-allowed-error.ts";

/**
 * Makes sure that an experiment says its own limits: who runs one at a terminal watches it, an agent's user may not.
 * @throws NotAllowedError
 */
export function checkLimited({ name, limits }: Experiment): void {
  const asked = { "max-duration": limits.maxDurationMs, "max-services": limits.maxServices };
  const missing = Object.entries(asked).flatMap(([key, value]) => (value === undefined ? [`limits.${key}`] : []));
  if (missing.length === 0) return;
  throw new NotAllowedError({
    message: `${name} has no ${missing.join(" and no ")}, and agents run only what is limited`,
    hint: "Say in the experiment how long it may take and how many services may see it: `limits: { max-duration: 2m, max-services: 3 }`.",
  });
}

/**
 * Makes sure that nothing looks like production. There is no option that says yes: an agent's yes is no person's.
 * @throws NotAllowedError
 */
export function checkNoProduction({ production, where }: Plan): void {
  if (production === undefined) return;
  throw new NotAllowedError({
    message: `this looks like production (${production}): ${where}`,
    hint: "Agents don't run there. A person may, with `brownout run`. A namespace that isn't production says so by the label brownout.dev/production=false.",
  });
}
