import { z } from "zod";
import { formatDuration } from "../../files/experiment/duration.ts";
import type { PlannedFault } from "../plan/plan.ts";

/** A kind of size that a fault can have: how the next harder one is made of it, and how it is written in an experiment. */
interface Size {
  /** Undefined where there is none. */
  harder(value: number): number | undefined;
  write(value: number): string;
}

const duration: Size = { harder: (ms) => 2 * ms, write: formatDuration };
const share: Size = {
  harder: (value) => (value < 1 ? Math.min(1, 2 * value) : undefined),
  write: (value) => `${Number((value * 100).toPrecision(3))}%`,
};
/** Bytes per second; slower than 1 KB/s no file may say. */
const rate: Size = {
  harder: (bytesPerS) => (bytesPerS >= 2000 ? bytesPerS / 2 : undefined),
  write: (bytesPerS) => `${Number((bytesPerS / 1000).toPrecision(3))}KB/s`,
};
const processors: Size = {
  harder: (limit) => (limit >= 0.02 ? limit / 2 : undefined),
  write: (limit) => String(Number(limit.toPrecision(3))),
};

/** The key that holds the size of a fault, by type. Types that aren't here have no size, or none that is harder in one direction. */
export const SIZED_FAULTS: Readonly<Record<string, readonly [key: string, size: Size]>> = {
  latency: ["latency", duration],
  "slow-close": ["delay", duration],
  bandwidth: ["rate", rate],
  "packet-delay": ["delay", duration],
  "packet-loss": ["loss", share],
  "packet-corrupt": ["share", share],
  "packet-duplicate": ["share", share],
  "packet-reorder": ["share", share],
  "packet-bandwidth": ["rate", rate],
  "http-delay": ["delay", duration],
  "http-status": ["share", share],
  "http-abort": ["share", share],
  "http-lost-answer": ["share", share],
  "http-slow-answer": ["rate", rate],
  "query-delay": ["delay", duration],
  "query-error": ["share", share],
  "io-delay": ["delay", duration],
  cpu: ["limit", processors],
};

/** The size of a fault, and the next harder one, as an experiment has them. */
export interface HarderFault {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

const keyed = z.record(z.string(), z.unknown());

/** Twice the delay, twice the share, half the rate; undefined where a fault has no size, or none that is harder. */
export function harderThan({ type, params }: Pick<PlannedFault, "type" | "params">): HarderFault | undefined {
  const [key, size] = (Object.hasOwn(SIZED_FAULTS, type) ? SIZED_FAULTS[type] : undefined) ?? [];
  if (key === undefined || size === undefined) return undefined;
  const value = keyed.safeParse(params).data?.[key];
  if (typeof value !== "number" || !(value > 0)) return undefined;
  const harder = size.harder(value);
  return harder === undefined ? undefined : { key, from: size.write(value), to: size.write(harder) };
}
