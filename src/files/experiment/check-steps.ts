import { type Fields, fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { ResolveContext } from "./resolve-names.ts";
import { stepNames } from "./steps.ts";
import { TEMPLATE_WORDS } from "./template.ts";

/** Keys of a load of requests that have no meaning for visits. */
const NOT_OF_VISITS = ["retry", "sessions", "body"] as const;

/** Reports what a load of visits can't have. */
export function checkSteps(part: Fields, path: Path, { document, report }: ResolveContext) {
  for (const key of NOT_OF_VISITS.filter((key) => part[key] !== undefined)) {
    const instead = key === "body" ? "; each step has its own" : "";
    report(document.problemAtKey([...path, key], { message: `${key} has no meaning beside steps${instead}` }));
  }
  const steps = itemsOf(part.steps).map(fieldsOf);
  if (steps.length > 0 && steps.at(-1)?.think !== undefined) {
    const message = "a pause after the last request keeps nobody waiting";
    report(document.problemAt([...path, "steps", steps.length - 1], { message }));
  }
  for (const [index, { take }] of steps.entries()) {
    for (const word of Object.keys(fieldsOf(take)).filter((taken) => TEMPLATE_WORDS.includes(taken))) {
      const message = `{{${word}}} is something else already; choose another name`;
      report(document.problemAtKey([...path, "steps", index, "take", word], { message }));
    }
  }
  const names = stepNames(part.steps);
  for (const twice of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    report(document.problemAt([...path, "steps"], { message: `two steps are called ${twice}` }));
  }
}

/** The values that the steps before each item of `steps` took. */
export function takenBefore(steps: unknown): readonly (readonly string[])[] {
  const taken: string[] = [];
  return itemsOf(steps).map((step) => {
    const before = [...taken];
    taken.push(...Object.keys(fieldsOf(fieldsOf(step).take)));
    return before;
  });
}
