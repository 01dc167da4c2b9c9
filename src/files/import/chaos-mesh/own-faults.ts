import { z } from "zod";
import { parseDuration } from "../../experiment/duration.ts";
import type { Fields } from "../../yaml/fields.ts";

/**
 * The specs of Chaos Mesh of which brownout makes the very same object by a type of its own. Each is held to a schema of all that
 * may be said then; whatever has one key more is created as it is.
 */

/** A fault of brownout's own: its keys but for `on`, start and duration. */
export interface OwnFault {
  readonly keys: Fields;
  /** True where it is between the pods of a selector and those of its target. */
  readonly isOnEdge: boolean;
  /** True where it ends pods or containers once, whatever its duration. */
  readonly isOnce: boolean;
}

const duration = z.string().refine((text) => parseDuration(text) !== undefined);
const delay = duration.refine((text) => (parseDuration(text) ?? 0) >= 1);
const percent = z.string().regex(/^\d+(\.\d+)?$/);
const share = percent.refine((text) => Number(text) > 0 && Number(text) <= 100).transform((text) => `${Number(text)}%`);
const correlation = percent
  .optional()
  .transform((text = "0") => (Number(text) > 0 ? { correlation: `${Number(text)}%` } : {}));
const noCorrelation = percent.refine((text) => Number(text) === 0).optional();

const selector = z.strictObject({
  namespaces: z.array(z.string()).max(1).optional(),
  labelSelectors: z.record(z.string(), z.string()).optional(),
  expressionSelectors: z.array(z.unknown()).optional(),
});

const modes = {
  one: () => ({}),
  all: () => ({ mode: "all" }),
  fixed: (value: number) => ({ mode: { fixed: value } }),
  "fixed-percent": (value: number) => ({ mode: { percent: value } }),
  "random-max-percent": (value: number) => ({ mode: { "random-max-percent": value } }),
};
type Mode = keyof typeof modes;
const anyMode: readonly Mode[] = ["one", "all", "fixed", "fixed-percent", "random-max-percent"];

interface Recipe {
  readonly kind: string;
  read(spec: unknown): OwnFault | undefined;
}

/** A fault on the pods of a selector. */
function onPods<Shape extends z.ZodRawShape>(
  kind: string,
  shape: Shape,
  keys: (spec: z.output<z.ZodObject<Shape>>) => Fields,
  { modes: allowed = anyMode, isOnce = false }: { readonly modes?: readonly Mode[]; readonly isOnce?: boolean } = {},
): Recipe {
  const common = z.object({
    selector,
    mode: z.enum(allowed),
    value: z.string().regex(/^\d+$/).optional(),
    duration: duration.optional(),
  });
  const own = z.object(shape);
  const all = z.strictObject({ ...common.shape, ...shape });
  return {
    kind,
    read(spec) {
      if (!all.safeParse(spec).success) return undefined;
      const { mode, value } = common.parse(spec);
      return { keys: { ...keys(own.parse(spec)), ...modes[mode](Number(value ?? 0)) }, isOnEdge: false, isOnce };
    },
  };
}

/** A fault between all pods of a selector and all of its target, as brownout has them on an edge. */
function onEdge<Shape extends z.ZodRawShape>(
  kind: string,
  shape: Shape,
  keys: (spec: z.output<z.ZodObject<Shape>>) => Fields,
): Recipe {
  const own = z.object(shape);
  const all = z.strictObject({
    selector,
    mode: z.literal("all"),
    duration: duration.optional(),
    target: z.strictObject({ selector, mode: z.literal("all") }),
    ...shape,
  });
  return {
    kind,
    read(spec) {
      if (!all.safeParse(spec).success) return undefined;
      return { keys: keys(own.parse(spec)), isOnEdge: true, isOnce: false };
    },
  };
}

const network = "NetworkChaos";
const leaving = { direction: z.literal("to").optional() };
const delaySpec = {
  action: z.literal("delay"),
  delay: z.strictObject({ latency: delay, jitter: duration.optional(), correlation }),
};
const lossSpec = { action: z.literal("loss"), loss: z.strictObject({ loss: share, correlation }) };
const duplicateSpec = {
  action: z.literal("duplicate"),
  duplicate: z.strictObject({ duplicate: share, correlation: noCorrelation }),
};
const corruptSpec = {
  action: z.literal("corrupt"),
  corrupt: z.strictObject({ corrupt: share, correlation: noCorrelation }),
};

const delayKeys = ({ delay: { latency, jitter, correlation: by } }: z.output<z.ZodObject<typeof delaySpec>>) => ({
  type: "packet-delay",
  delay: latency,
  ...(jitter === undefined ? {} : { jitter }),
  ...by,
});
const lossKeys = ({ loss: { loss, correlation: by } }: z.output<z.ZodObject<typeof lossSpec>>) => ({
  type: "packet-loss",
  loss,
  ...by,
});

const networkRecipes = [
  onPods(network, { ...delaySpec, ...leaving }, delayKeys),
  onEdge(network, { ...delaySpec, direction: z.literal("from") }, delayKeys),
  onPods(network, { ...lossSpec, ...leaving }, lossKeys),
  onEdge(network, { ...lossSpec, direction: z.literal("both") }, lossKeys),
  onPods(network, { ...duplicateSpec, ...leaving }, ({ duplicate }) => ({
    type: "packet-duplicate",
    share: duplicate.duplicate,
  })),
  onPods(network, { ...corruptSpec, ...leaving }, ({ corrupt }) => ({
    type: "packet-corrupt",
    share: corrupt.corrupt,
  })),
  onEdge(
    network,
    { action: z.literal("partition"), direction: z.enum(["to", "from", "both"]).default("to") },
    ({ direction }) => ({
      type: "partition",
      direction: { to: "upstream", from: "downstream", both: "both" }[direction],
    }),
  ),
];

/** Of these brownout draws the pods itself: it rounds percents down, and Chaos Mesh rounds them up. */
const drawnHere: readonly Mode[] = ["one", "all", "fixed"];

const podRecipes = [
  onPods(
    "PodChaos",
    { action: z.literal("pod-kill"), gracePeriod: z.int().min(0).max(86_400).default(0) },
    ({ gracePeriod }) => (gracePeriod === 0 ? { type: "kill" } : { type: "terminate", grace: `${gracePeriod}s` }),
    { modes: drawnHere, isOnce: true },
  ),
  onPods("PodChaos", { action: z.literal("pod-failure") }, () => ({ type: "pause" })),
  onPods(
    "PodChaos",
    { action: z.literal("container-kill"), containerNames: z.array(z.string()).min(1) },
    ({ containerNames }) => ({ type: "container-kill", containers: containerNames }),
    { isOnce: true },
  ),
];

const route = {
  port: z.int().min(1).max(65_535),
  path: z
    .string()
    .regex(/^(\*$|\/)/)
    .optional(),
  method: z.enum(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]).optional(),
};
const routeKeys = ({ port, path, method }: z.output<z.ZodObject<typeof route>>) => ({
  port,
  ...(path === undefined || path === "*" ? {} : { path }),
  ...(method === undefined ? {} : { method }),
});

const httpRecipes = [
  onPods("HTTPChaos", { target: z.literal("Request"), abort: z.literal(true), ...route }, (spec) => ({
    type: "http-abort",
    ...routeKeys(spec),
  })),
  onPods("HTTPChaos", { target: z.literal("Request"), delay, ...route }, (spec) => ({
    type: "http-delay",
    delay: spec.delay,
    ...routeKeys(spec),
  })),
  onPods(
    "HTTPChaos",
    { target: z.literal("Response"), replace: z.strictObject({ code: z.int().min(200).max(599) }), ...route },
    (spec) => ({ type: "http-status", status: spec.replace.code, ...routeKeys(spec) }),
  ),
];

const stressRecipes = [
  onPods(
    "StressChaos",
    {
      stressors: z.strictObject({
        cpu: z.strictObject({ workers: z.int().min(1).max(8192), load: z.int().min(1).max(100).default(100) }),
      }),
      containerNames: z.array(z.string()).min(1).optional(),
    },
    ({ stressors: { cpu }, containerNames }) => ({
      type: "cpu-stress",
      workers: cpu.workers,
      load: `${cpu.load}%`,
      ...(containerNames === undefined ? {} : { containers: containerNames }),
    }),
  ),
];

const recipes: readonly Recipe[] = [...networkRecipes, ...podRecipes, ...httpRecipes, ...stressRecipes];

/** The fault of brownout's own that makes the same object; undefined where none does. */
export function ownFault(kind: string, spec: unknown): OwnFault | undefined {
  for (const recipe of recipes) {
    const fault = recipe.kind === kind ? recipe.read(spec) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}
