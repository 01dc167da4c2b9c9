import { z } from "zod";
import { durationSchema } from "../experiment/value-schemas.ts";
import type { Behaviour, CallSpec, RouteSpec } from "./behaviour.ts";
import { broker, consumesShape, pollingSchema, topicAddress } from "./broker-schema.ts";
import { count } from "./count-schema.ts";
import { handshakes } from "./handshakes-schema.ts";
import { policy } from "./policy-schema.ts";
import { environment, programShape } from "./program-schema.ts";

/**
 * The format of a graph file. Parsing fills in the defaults, reads calls and durations, and so turns a service
 * into a {@link Behaviour}; that names exist and fit together is checked afterwards, in check-graph.ts.
 */

const MAX_REPLICAS = 20;
const MAX_SERVICES = 500;
const METHODS = "GET|POST|PUT|PATCH|DELETE";
const CALL = new RegExp(`^(${METHODS}) ([a-z][a-z0-9-]*)(/\\S*)$`);
const ROUTE = new RegExp(`^(${METHODS}) /[^\\s?#]*$`);

const serviceName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, "a service's name has lower-case letters, digits and dashes, and begins with a letter");

const pool = z.strictObject({
  workers: count(1, 10_000).meta({ description: "Requests that it works on at once" }),
  queue: count(0, 100_000).meta({ description: "Requests that may wait; one more is a 503" }),
});

const work = z
  .strictObject({
    p50: durationSchema().meta({ description: "Median" }),
    p95: durationSchema().meta({ description: "One in twenty takes longer" }),
    p99: durationSchema().meta({ description: "One in a hundred takes longer" }),
    capacity: count(1, 10_000).meta({ description: "So many at once, the rest waits without limit" }),
  })
  .refine(({ p50, p95, p99 }) => p50 <= p95 && p95 <= p99, "percentiles must not fall: p50 <= p95 <= p99")
  .transform(({ p50, p95, p99, capacity }) => ({ p50Ms: p50, p95Ms: p95, p99Ms: p99, capacity }));

const call = z.string().transform((text, context): CallSpec => {
  const [, method, callee, path] = CALL.exec(text) ?? [];
  if (method === undefined || callee === undefined || path === undefined) {
    context.addIssue({ code: "custom", message: "a call is a method, a service and a path: GET pricing/price" });
    return z.NEVER;
  }
  return { method, callee, path };
});

/** One call, or several in parallel. */
const step = z.union(
  [
    call.transform((one) => [one]),
    z.strictObject({ parallel: z.array(call).min(1).meta({ description: "Several at once" }) }),
  ],
  {
    error: "a step is a call (GET pricing/price) or several at once ({ parallel: [GET a/x, GET b/y] })",
  },
);

const calls = z
  .array(step)
  .default([])
  .transform((all) => all.map((one) => ("parallel" in one ? one.parallel : one)));

const route = z
  .strictObject({
    calls: calls.meta({ description: "In sequence; parallel makes several at once" }),
    once: z.boolean().default(false).meta({ description: "The same Idempotency-Key is not worked on twice" }),
    publishes: topicAddress.optional().meta({
      description: "Each request becomes a record of that topic",
      examples: ["kafka/results"],
    }),
    ticks: durationSchema({ leastMs: 10 })
      .optional()
      .meta({ description: "Keeps WebSocket sessions, each of which is sent a tick so often" }),
  })
  .refine(({ calls, publishes, ticks }) => ticks === undefined || (calls.length === 0 && publishes === undefined), {
    error: "a route with ticks makes no calls, and publishes nothing",
  })
  .transform(
    ({ calls: steps, once, publishes, ticks }): RouteSpec => ({
      steps,
      ...(once && { once }),
      ...(publishes && { publishes }),
      ...(ticks === undefined ? {} : { ticksEveryMs: ticks }),
    }),
  );

const routes = z
  .record(z.string().regex(ROUTE, "a route is a method and a path without query: POST /checkout"), route)
  .superRefine((all, context) => {
    for (const [name, { once, ticksEveryMs }] of Object.entries(all)) {
      const isGet = name.startsWith("GET ");
      if (once && isGet) {
        const message = "a GET does no work that could be done twice, and carries no idempotency key";
        context.addIssue({ code: "custom", path: [name, "once"], message });
      }
      if (ticksEveryMs !== undefined && !isGet) {
        context.addIssue({ code: "custom", path: [name, "ticks"], message: "a session is opened by a GET" });
      }
    }
  });

const consumes = z
  .strictObject({ ...consumesShape, calls: calls.meta({ description: "Made for each record" }) })
  .transform(({ from, group, calls: steps }) => ({ ...from, group, steps }));

const dependencies = z.record(serviceName, policy);

/**
 * The parts of a service that a variant may change: everything but its routes and what it is and consumes of a broker, so
 * that all variants have the same edges. Of a program its replicas and its environment.
 */
const servicePart = z.strictObject({
  replicas: count(1, MAX_REPLICAS).optional().meta({ description: "Processes, taken in turn; default: 1" }),
  pool: pool.optional().meta({ description: "Shared by all routes, held until the answer; default: 256 and 256" }),
  connections: z
    .strictObject({ limit: count(1, 10_000).meta({ description: "The rest waits without limit" }) })
    .optional()
    .meta({ description: "Calls under way at once, to all dependencies together; default: any number" }),
  work: work.optional().meta({ description: "Its own latency; default: it answers at once" }),
  deadline: durationSchema({ leastMs: 1 })
    .optional()
    .meta({ description: "Time for a request that brings no deadline" }),
  handshakes: handshakes.optional().meta({ description: "What opening a session costs" }),
  "keep-alive": z.boolean().optional().meta({ description: "false: closes each connection after its answer" }),
  dependencies: dependencies.optional().meta({ description: "Policies by callee" }),
  polling: pollingSchema.optional().meta({ description: "The rules of a member of a consumer group" }),
  env: environment.optional().meta({ description: "Of a program: variables" }),
});

const service = servicePart
  .extend({
    routes: routes.optional().meta({ description: "By method and path" }),
    broker: broker.optional().meta({ description: "It runs a Kafka" }),
    consumes: consumes.optional().meta({ description: "It is a member of a consumer group" }),
    ...programShape,
  })
  .superRefine(checkKind)
  .transform(({ routes = {}, ...others }) => ({ ...others, routes }));

/** Keys of a program that a service of the demo may have, too. */
const SHARED = ["command", "replicas"];

/** A service is a program, or one of the demo's by what it does, and has no key of the other. */
function checkKind(entry: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  const report = (path: readonly string[], message: string) =>
    context.addIssue({ code: "custom", path: [...path], message });
  const isProgram = entry.command !== undefined;
  if (!isProgram && (entry.routes ?? entry.broker ?? entry.consumes) === undefined) {
    report([], "a service has a `command`, or of the demo's `routes`, is a `broker`, or `consumes` a topic");
  }
  for (const key of Object.keys(entry)) {
    if (entry[key] === undefined || SHARED.includes(key)) continue;
    const isOfProgram = Object.hasOwn(programShape, key);
    if (isProgram && !isOfProgram) report([key], "is of the demo's services; a program does what it does");
    if (!isProgram && isOfProgram) report([key], "is of a program, and there is no `command`");
  }
}

const variant = z.strictObject({
  services: z.record(serviceName, servicePart).meta({ description: "What replaces the same keys of these services" }),
});

export const graphFile = z.strictObject({
  name: serviceName.meta({ description: "Lower-case letters, digits and dashes" }),
  services: z
    .record(serviceName, service)
    .refine((all) => Object.keys(all).length > 0, "a graph has a service")
    .refine(
      (all) => Object.keys(all).length <= MAX_SERVICES,
      `a graph has ${MAX_SERVICES} services at most: each is a process, or a container`,
    )
    .meta({ description: "By name: a program, or a service of the demo by what it does" }),
  variants: z
    .record(serviceName, variant)
    .optional()
    .meta({ description: "The same services otherwise, by name; an experiment chooses one" }),
});

export type GraphFile = z.infer<typeof graphFile>;
export type ServiceEntry = z.infer<typeof service>;
export type ServicePart = z.infer<typeof servicePart>;

/** Pool of a service without one in the file: more than a small graph ever fills. */
export const DEFAULT_POOL: Behaviour["pool"] = { workers: 256, queue: 256 };
