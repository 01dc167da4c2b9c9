import type { FaultOutcome } from "../../judge/history/result.ts";
import type { RunStarted } from "../../judge/history/run-state.ts";
import type { SampledRequest } from "../../load/load.ts";
import type { SpanIds } from "../../values/trace-ids.ts";
import { type Span, type SpanLink, type SpanLinks, statusCodes } from "./document.ts";
import { faultIds } from "./run-spans.ts";

/** As many as OpenTelemetry's SDKs keep of a span's. */
const LINKS_MAX = 128;

/** All that is known of a request and a fault: whether the fault did anything to it, nobody saw. */
const UNDER_WAY_WHILE_IN = { "brownout.link": "under-way-while-in" };

/** Makes spans of sampled requests, and keeps which of them were under way while which fault was in. */
export class RequestSpans {
  readonly #byFault = new Map<string, { readonly links: SpanLink[]; dropped: number }>();

  /** @param faults as they are when it has ended */
  spanOf(request: SampledRequest, { run, wall }: RunStarted, faults: readonly FaultOutcome[]): Span {
    const { traceId, spanId, load, method, scheduledMs, endedMs, status, failure } = request;
    const seen = faults.filter((fault) => wasUnderWay(request, fault)).map(({ id }) => id);
    for (const fault of seen) this.#note(fault, request);
    const startMs = Date.parse(wall);
    return {
      traceId,
      spanId,
      kind: "client",
      name: method,
      fromMs: startMs + scheduledMs,
      toMs: startMs + endedMs,
      attributes: {
        "http.request.method": method,
        "http.response.status_code": status > 0 ? BigInt(status) : undefined,
        // An answer may have begun well and not have ended.
        "error.type": failure === `status ${status}` ? `${status}` : failure,
        "brownout.run": run,
        "brownout.load": load,
      },
      links: seen.map((fault) => ({ ...faultIds(run, fault), attributes: UNDER_WAY_WHILE_IN })),
      ...(failure !== undefined && { status: { code: statusCodes.error, message: failure } }),
    };
  }

  /** The links of a fault's span. */
  linksOf(fault: string): SpanLinks {
    const { links = [], dropped = 0 } = this.#byFault.get(fault) ?? {};
    return { links, droppedLinks: dropped };
  }

  #note(fault: string, { traceId, spanId }: SpanIds): void {
    const noted = this.#byFault.get(fault) ?? { links: [], dropped: 0 };
    this.#byFault.set(fault, noted);
    if (noted.links.length < LINKS_MAX) noted.links.push({ traceId, spanId, attributes: UNDER_WAY_WHILE_IN });
    else noted.dropped++;
  }
}

/** True when a request was under way at a time at which the fault was in. */
function wasUnderWay({ sentMs, endedMs }: SampledRequest, { injectedAtMs, undoneAtMs }: FaultOutcome): boolean {
  return injectedAtMs !== undefined && injectedAtMs <= endedMs && sentMs <= (undoneAtMs ?? endedMs);
}
