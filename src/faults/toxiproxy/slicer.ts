import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import { durationSchema, sizeSchema } from "../../files/experiment/value-schemas.ts";
import { slicer as slicerToxic } from "../../proxy/toxics/slicer.ts";
import {
  bytesOn,
  bytesToCome,
  isLonger,
  isTellable,
  removesToxic,
  shareOfConnections,
  type ToxicKind,
  type ToxicParams,
  toxicKeys,
  whatFlows,
} from "./toxic-kind.ts";

interface SlicerParams extends ToxicParams {
  /** Bytes. */
  readonly size: number;
  /** Bytes. */
  readonly variation?: number | undefined;
  /** Milliseconds. */
  readonly delay: number;
}

export const slicer: ToxicKind<SlicerParams> = {
  type: "slicer",
  targets: "edge",
  summary: "Cuts the data that flows on the edge into small pieces, with a pause between them.",
  params: z
    .strictObject({
      size: sizeSchema.meta({ description: "Average size of a piece" }),
      variation: sizeSchema.optional().meta({ description: "Most that a piece differs from size; none by default" }),
      delay: durationSchema().prefault("0ms").meta({ description: "Pause between two pieces" }),
      ...toxicKeys,
    })
    .refine(({ size, variation = 0 }) => variation < size, {
      path: ["variation"],
      error: "a piece can't vary by as much as its size; variation must be smaller than size",
    }),
  explain: (params) => ({
    does: `cuts ${whatFlows(params)} into pieces of ${params.size}${spread(params)} bytes${pause(params)}${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: `the proxy counts the ${whatFlows(params)} that the toxic cut`,
  }),
  toxicTypes: [slicerToxic],
  toxics: (params) => [
    {
      type: slicerToxic.type,
      stream: params.stream,
      // Toxiproxy takes this one delay in microseconds.
      attributes: {
        average_size: params.size,
        size_variation: params.variation ?? 0,
        delay: Math.round(params.delay * 1e3),
      },
      toxicity: params.toxicity,
    },
  ],
  acted: (times) => `cut data ${times} times`,
  shows: ({ size, delay, stream }, now, before) =>
    (stream === "downstream" && now.pieces > before.pieces) ||
    isLonger((bytesOn(stream, before) / size - 1) * delay, now, before),
  canShow: ({ size, delay, stream }, talk) => {
    const bytes = bytesToCome(stream, talk);
    return (stream === "downstream" && bytes > size) || isTellable((bytes / size - 1) * delay);
  },
};

function spread(params: SlicerParams): string {
  return params.variation === undefined ? "" : ` ± ${params.variation}`;
}

function pause(params: SlicerParams): string {
  return params.delay === 0 ? "" : `, ${formatDuration(params.delay)} apart`;
}
