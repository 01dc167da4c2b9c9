import { z } from "zod";
import { sizeSchema } from "../../files/experiment/value-schemas.ts";
import { FaultError } from "../fault-error.ts";
import type { ContainerKind } from "./container-kind.ts";

/** The least that engines take. */
const LIMIT_MIN_BYTES = 6 * 1024 * 1024;

interface MemoryParams {
  /** Bytes. */
  readonly limit: number;
}

export const memory: ContainerKind<MemoryParams> = {
  type: "memory",
  targets: "service",
  summary: "Limits how much memory replicas get; the kernel ends what needs more.",
  params: z.strictObject({
    limit: sizeSchema
      .refine((bytes) => bytes >= LIMIT_MIN_BYTES, { error: "a container needs 6.3 MB at least" })
      .meta({ description: "Memory, swap included", examples: ["64MB"] }),
  }),
  explain: ({ limit }) => ({
    does: `leaves the container ${megabytes(limit)} of memory, and no swap`,
    undo: "gives it back what it had, and starts it again if it was ended",
    proof: "the container's cgroup has the limit, or the kernel ended the container for it",
  }),
  mayEnd: true,
  prepare({ state: { limits } }) {
    const { memory, memorySwap } = limits;
    return { memory: { memory, memorySwap } };
  },
  inject: ({ container, params: { limit } }) => container.limitMemory({ memory: limit, memorySwap: limit }),
  async verify({ container, name, params: { limit } }) {
    const state = await container.read();
    if (state === undefined) throw new FaultError({ message: `there is no container ${name} any more` });
    if (state.status === "stopped") {
      const why = state.outOfMemory ? ", for want of memory (OOMKilled)" : "";
      return { took: "true", evidence: `${name} was ended, with code ${state.exitCode}${why}` };
    }
    const usage = await container.usage();
    const has = `${name} uses ${megabytes(usage?.memoryBytes ?? 0)} of ${megabytes(usage?.memoryLimitBytes ?? 0)}`;
    // Cgroups count in pages.
    const isIn = Math.abs((usage?.memoryLimitBytes ?? 0) - limit) < 65_536;
    return { took: isIn ? "true" : "false", evidence: has };
  },
  manual({ name, found: { memory: before } }) {
    if (!before?.memory)
      return `docker update --memory 9200000000000000000b --memory-swap 9200000000000000000b ${name}`;
    return `docker update --memory ${before.memory}b --memory-swap ${before.memorySwap} ${name}`;
  },
};

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
