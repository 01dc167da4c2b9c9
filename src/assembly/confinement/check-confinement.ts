import { parseDocument } from "../../files/yaml/document.ts";
import { fieldsOf } from "../../files/yaml/fields.ts";
import type { LoadedExperiment } from "../load-experiment.ts";
import { ConfinedError } from "./confined-error.ts";
import type { Confinement } from "./confinement.ts";
import { hostsOutside } from "./hosts-outside.ts";
import { type ChosenPlace, reachesOutside } from "./reaches-outside.ts";
import { startsOutside } from "./starts-outside.ts";

/**
 * Makes sure that a run of an experiment would call and start nothing but what is allowed.
 * @throws ConfinedError with all that would
 */
export function checkConfinement(
  { experiment, source, texts }: LoadedExperiment,
  place: ChosenPlace,
  confinement: Confinement,
): void {
  // For places alone: nothing in it is replaced, so that no message has what a variable holds.
  const document = parseDocument(source);
  const graph = texts.find(({ name }) => name === "graph.yaml")?.text;
  const found = [
    ...hostsOutside(experiment, place.on, fieldsOf(document.value), confinement.hosts),
    ...startsOutside(experiment, place.on, graph, confinement),
    ...reachesOutside(experiment, place, confinement),
  ];
  if (found.length === 0) return;
  throw new ConfinedError(found.map(({ path, message }) => document.problemAt(path, { message })));
}
