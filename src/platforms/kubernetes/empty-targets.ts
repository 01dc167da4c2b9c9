import type { FaultSpec, FaultTarget } from "../../files/experiment/fault-spec.ts";
import type { Graph } from "../../files/graph/graph.ts";

/** The services that a system may lack, since only faults that may be left out are on them. */
export function targetsThatMayBeEmpty(faults: readonly FaultSpec[]): ReadonlySet<string> {
  const needed = new Set(faults.filter(({ allowEmpty }) => !allowEmpty).flatMap(({ on }) => servicesOf(on)));
  return new Set(faults.flatMap(({ on }) => servicesOf(on)).filter((name) => !needed.has(name)));
}

/**
 * Tells why faults have nobody to take, by their ids. A service that isn't there is a mistake, unless the fault allows
 * that.
 * @param changedBy the run that has changed a service and hasn't taken that back, if one has
 */
export function emptyTargets(
  faults: readonly FaultSpec[],
  { name: where, services }: Graph,
  changedBy: (service: string) => string | undefined = () => undefined,
): Readonly<Record<string, string>> {
  const replicas = new Map(services.map(({ name, replicas }) => [name, replicas]));
  const whyEmpty = (service: string, allowEmpty: boolean) => {
    if (replicas.get(service) === 0) return `${service} is scaled to no pods at all${byRun(changedBy(service))}`;
    return allowEmpty && !replicas.has(service) ? `there is no ${service} in ${where}` : undefined;
  };
  const empty = faults.flatMap(({ id, on, allowEmpty = false }) => {
    const why = servicesOf(on).flatMap((service) => whyEmpty(service, allowEmpty) ?? []);
    return why.length === 0 ? [] : [[id, why.join(", ")] as const];
  });
  return Object.fromEntries(empty);
}

function byRun(run: string | undefined): string {
  return run === undefined ? "" : `, by ${run}: where that is gone, \`brownout recover --on kubernetes\` takes it back`;
}

function servicesOf(on: FaultTarget): readonly string[] {
  return on.kind === "edge" ? [on.caller, on.callee] : [on.service];
}
