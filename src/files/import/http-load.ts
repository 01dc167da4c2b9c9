import type { Fields } from "../yaml/fields.ts";
import { madeUpRate } from "./draft.ts";

/** A request that another tool makes to see whether all is well. */
export interface ProbeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  /** Statuses that are right, in ranges of which both ends count; undefined for all below 500. */
  readonly right?: readonly (readonly [from: number, to: number])[];
}

/** A load that makes the request again and again. */
export function loadOf({ method, url, headers, body, timeoutMs, right }: ProbeRequest): Fields {
  return {
    request: `${method} ${url}`,
    rate: madeUpRate,
    timeout: timeoutMs === undefined ? "10s" : `${timeoutMs}ms`,
    ...(headers && Object.keys(headers).length > 0 && { headers }),
    ...(body !== undefined && { body }),
    ...(right && { "fail-on": wrongStatuses(right) }),
  };
}

/** All statuses that are in none of the ranges. */
function wrongStatuses(right: readonly (readonly [number, number])[]): readonly string[] {
  const ordered = right.toSorted(([a], [b]) => a - b);
  const wrong: string[] = [];
  let from = 100;
  for (const [first, last] of [...ordered, [600, 600] as const]) {
    if (first > from) wrong.push(first - 1 === from ? `${from}` : `${from}-${Math.min(first - 1, 599)}`);
    from = Math.max(from, last + 1);
  }
  return wrong;
}
