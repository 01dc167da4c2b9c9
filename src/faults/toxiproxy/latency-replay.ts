import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { parseEdge } from "../../files/experiment/resolve-names.ts";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { type MeasuredPhase, measuredPhases } from "../../judge/history/event.ts";
import type { ReadonlyHistogram } from "../../judge/measure/histogram.ts";
import type { Quantile } from "../../proxy/toxics/latency-distribution.ts";
import { edgeName } from "../../values/edge-name.ts";
import { curveBy } from "./latency-curve.ts";

/** The times that calls of an edge took in a phase of an earlier run, to be replayed. */
export interface Replay {
  /** The run: its name, or the path of its folder, as the experiment has it. */
  readonly like: string;
  /** None for the fault's own. */
  readonly edge?: string | undefined;
  readonly phase: MeasuredPhase;
  readonly factor: number;
}

/** A replay that says which edge. */
export type EdgeReplay = Replay & { readonly edge: string };

/** A replay whose run was read: all that the fault needs, whatever becomes of the run. */
export interface Replayed extends Omit<EdgeReplay, "like"> {
  /** The run's name, wherever its folder is. */
  readonly run: string;
  /** Calls that were measured. */
  readonly calls: number;
  /** The delays, `factor` taken in. */
  readonly quantiles: readonly Quantile[];
}

/** Calls of which one in a hundred is expected beyond the p99, as a criterion needs them. */
export const LEAST_CALLS = 100;

/** Percentiles that are told of a replay. */
const TOLD = [0.5, 0.95, 0.99];

export const replaySchema = z
  .strictObject({
    like: textSchema
      .min(1)
      .max(1000)
      .meta({
        description: "The run: its name, or the path of its folder from this file's, with a slash",
        examples: ["20261121-012414-k3f9", "./measured/20261121-012414-k3f9"],
      }),
    edge: textSchema
      .transform((text, context) => {
        const edge = parseEdge(text);
        if (edge !== undefined) return edgeName(edge);
        context.addIssue({ code: "custom", message: "an edge is caller -> callee" });
        return z.NEVER;
      })
      .optional()
      .meta({ description: "The edge whose calls are replayed. Default: the fault's own" }),
    phase: z.enum(measuredPhases).meta({ description: "The phase of that run" }),
    factor: z
      .number()
      .positive()
      .max(1000)
      .default(1)
      .meta({ description: "How much longer each delay is", examples: [2] }),
  })
  .meta({ description: "As long as an edge's calls took in an earlier run" });

/** The replay of durations that were measured. */
export function replayed(replay: EdgeReplay, run: string, durations: ReadonlyHistogram): Replayed {
  const quantiles = curveBy((share) => (durations.quantileMs(share) ?? 0) * replay.factor);
  const { edge, phase, factor } = replay;
  return { edge, phase, factor, run, calls: durations.total, quantiles };
}

/** `2 x what checkout -> pricing took in the fault phase of run measured (412 calls; now p50 76ms, p95 150ms, p99 5.6s)` */
export function replayInWords(replay: Replay | Replayed): string {
  const { edge = "it", phase, factor } = replay;
  const what = `${factor === 1 ? "" : `${factor} x `}what ${edge} took in the ${phase} phase of`;
  if (!("quantiles" in replay)) return `${what} an earlier run`;
  const { run, calls, quantiles } = replay;
  const told = quantiles.filter(([share]) => TOLD.includes(share));
  const figures = told.map(([share, ms]) => `p${share * 100} ${formatDuration(ms)}`);
  return `${what} run ${run}, ${calls} calls (${figures.join(", ")}),`;
}
