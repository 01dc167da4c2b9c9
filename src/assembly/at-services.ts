import type { Experiment } from "../files/experiment/experiment.ts";
import { guess, suggest } from "../files/yaml/suggestion.ts";
import { UsageError } from "../values/errors.ts";

/** URLs of services that run already, by name. */
export type ServiceUrls = Readonly<Record<string, string>>;

/**
 * The experiment with services at these URLs, in place of those that it says itself.
 * @throws UsageError where it has no system that runs already, or no such service in it
 */
export function atServices(experiment: Experiment, urls: ServiceUrls = {}): Experiment {
  const { external } = experiment.system;
  const names = Object.keys(urls);
  if (names.length === 0) return experiment;
  if (external === undefined) {
    throw new UsageError({
      message: `URLs are given for ${names.join(", ")}, and the experiment's system isn't one that runs already`,
      hint: "Name what runs under system.external, or leave the URLs out.",
    });
  }
  const known = [
    ...Object.keys(external.services),
    ...external.edges.flatMap(({ edge }) => [edge.caller, edge.callee]),
  ];
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError({
      message: `a URL is given for the service "${name}", which system.external doesn't have${guess(suggest(name, known))}`,
      hint: `It has ${[...new Set(known)].join(", ")}.`,
    });
  }
  const given = names.map((name) => [name, { ...external.services[name], url: urls[name]?.replace(/\/+$/, "") }]);
  const services = { ...external.services, ...Object.fromEntries(given) };
  return { ...experiment, system: { ...experiment.system, external: { ...external, services } } };
}
