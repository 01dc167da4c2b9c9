import type { RunStarted } from "../../judge/history/run-state.ts";
import type { SpanIds } from "../../values/trace-ids.ts";

/**
 * Documents of OTLP as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, which is that of protocol buffers
 * but for ids, which are in hex. Numbers of 64 bits are texts.
 */

/** Values by their keys, with a whole number as a bigint; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | bigint | readonly string[] | undefined>>;

/** As in the protocol. */
export const statusCodes = { ok: 1, error: 2 } as const;

export interface SpanStatus {
  readonly code: (typeof statusCodes)[keyof typeof statusCodes];
  readonly message?: string;
}

export interface SpanEvent {
  /** In ms since the Unix epoch; so are the times of spans. */
  readonly atMs: number;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink extends SpanIds {
  readonly attributes: Attributes;
}

export interface SpanLinks {
  readonly links?: readonly SpanLink[];
  /** Number of those that were too many. */
  readonly droppedLinks?: number;
}

/** As in the protocol. */
const spanKinds = { internal: 1, client: 3 } as const;

export interface Span extends SpanIds, SpanLinks {
  readonly parentSpanId?: string;
  /** None for what goes on within the run. */
  readonly kind?: keyof typeof spanKinds;
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly attributes: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly status?: SpanStatus;
}

/** A gauge at one moment. */
export interface GaugePoints {
  readonly name: string;
  readonly description: string;
  readonly points: readonly { readonly attributes: Attributes; readonly value: number }[];
}

/** An item of `resourceSpans`. */
export function resourceSpans(started: RunStarted, spans: readonly Span[]): object {
  return { resource: resourceOf(started), scopeSpans: [{ scope, spans: spans.map(spanOf) }] };
}

/** An item of `resourceMetrics`. @param atMs in ms since the Unix epoch */
export function resourceMetrics(started: RunStarted, atMs: number, gauges: readonly GaugePoints[]): object {
  const metrics = gauges.map(({ name, description, points }) => ({
    name,
    description,
    gauge: {
      dataPoints: points.map(({ attributes, value }) => ({
        attributes: keyValues(attributes),
        timeUnixNano: nanos(atMs),
        asDouble: value,
      })),
    },
  }));
  return { resource: resourceOf(started), scopeMetrics: [{ scope, metrics }] };
}

const scope = { name: "brownout" };

function resourceOf({ run, version }: RunStarted): object {
  return {
    attributes: keyValues({ "service.name": "brownout", "service.version": version, "service.instance.id": run }),
  };
}

function spanOf(span: Span): object {
  const { fromMs, toMs, attributes, events = [], kind = "internal", links = [], droppedLinks = 0, ...rest } = span;
  return {
    ...rest,
    kind: spanKinds[kind],
    startTimeUnixNano: nanos(fromMs),
    endTimeUnixNano: nanos(toMs),
    attributes: keyValues(attributes),
    events: events.map(({ atMs, name, attributes: more }) => ({
      timeUnixNano: nanos(atMs),
      name,
      attributes: keyValues(more),
    })),
    links: links.map(({ attributes: more, ...ids }) => ({ ...ids, attributes: keyValues(more) })),
    droppedLinksCount: droppedLinks,
  };
}

function keyValues(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | bigint | readonly string[]): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "bigint") return { intValue: `${value}` };
  if (typeof value === "number") return { doubleValue: value };
  return { arrayValue: { values: value.map(anyValue) } };
}

/** To the microsecond: more isn't in a number of so many ms. */
function nanos(ms: number): string {
  return `${Math.round(ms * 1000)}000`;
}
