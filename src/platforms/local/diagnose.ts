import { parseExposition } from "../../clients/sampling/exposition.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { httpGet } from "../http-get.ts";
import type { ServiceReplica } from "./service-replica.ts";

/** A service that is too busy to say how it is has said enough. */
const ANSWER_WITHIN_MS = 500;

export type Facts = Readonly<Record<string, number | string>>;

/** Metrics of what keeps a feeding loop going, as a service may name it, and the word for it. */
const FACTS: Readonly<Record<string, string>> = {
  circuit_breaker_state: "breaker",
  pool_active_requests: "pool active",
  pool_queued_requests: "pool queued",
  pool_max_workers: "pool workers",
  retry_attempts_total: "retries",
  bulkhead_active_calls: "bulkhead active",
};
const BREAKER_STATES = ["closed", "open", "half-open"];

/**
 * Asks replicas for their metrics. Facts are named by what they are about: `breaker pricing`, `retries
 * pricing`, `pool queued`; `unreachable` says why there are none of one that should have them. Never rejects.
 */
export async function diagnose(
  clock: Clock,
  replicas: readonly ServiceReplica[],
): Promise<Readonly<Record<string, Facts>>> {
  const asked = replicas.filter(({ tellsOfItself }) => tellsOfItself !== "no");
  const found = await Promise.all(
    asked.map(async (replica) => {
      const facts = await factsOf(clock, replica);
      return facts === undefined ? [] : [[replica.title, facts] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function factsOf(clock: Clock, { url, tellsOfItself }: ServiceReplica): Promise<Facts | undefined> {
  const isSure = tellsOfItself === "yes";
  try {
    const { body } = await withDeadline(clock, ANSWER_WITHIN_MS, (signal) => httpGet(`${url}/metrics`, signal));
    const facts = parseFacts(body);
    return isSure || Object.keys(facts).length > 0 ? facts : undefined;
  } catch (error) {
    return isSure ? { unreachable: (error as Error).message } : undefined;
  }
}

/** Picks the facts out of a metrics page; samples that differ in other labels than the dependency are added up. */
export function parseFacts(metrics: string): Facts {
  const facts: Record<string, number> = {};
  for (const { name: metric, labels, value } of parseExposition(metrics)) {
    const word = FACTS[metric];
    if (word === undefined) continue;
    const name = labels.dependency === undefined ? word : `${word} ${labels.dependency}`;
    facts[name] = (facts[name] ?? 0) + value;
  }
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      name.startsWith("breaker ") ? (BREAKER_STATES[value] ?? value) : value,
    ]),
  );
}
