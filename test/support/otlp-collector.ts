import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { otlpProblems } from "./otlp-schema.ts";
import { serve } from "./serve.ts";

// biome-ignore-start lint/suspicious/noExplicitAny: it was held against the schema
/** Spans and gauges that came. */
export interface Collected {
  readonly spans: readonly any[];
  /** Of each reading, the gauges by their names. */
  readonly metrics: readonly Readonly<Record<string, any>>[];
  /** Of each message, as they came. */
  readonly headers: readonly Readonly<Record<string, unknown>>[];
}
// biome-ignore-end lint/suspicious/noExplicitAny: it was held against the schema

export interface OtlpCollector {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** All that came so far. @throws AssertionError where something was no OTLP */
  collected(): Collected;
}

const takesAll: RequestListener = (_request, response) => response.end("{}");

/** Takes OTLP as JSON over HTTP below `/sub`, and holds each body against the protocol's own schema. */
export async function otlpCollector(context: TestContext, answer = takesAll): Promise<OtlpCollector> {
  const spans: unknown[] = [];
  const metrics: Record<string, unknown>[] = [];
  const headers: Record<string, unknown>[] = [];
  const problems: string[] = [];
  const address = await serve(context, async (request, response) => {
    // biome-ignore lint/suspicious/noExplicitAny: it is held against the schema
    const body: any = await json(request);
    headers.push(request.headers);
    problems.push(...otlpProblems(request.url?.replace(/^\/sub/, "") ?? "", body));
    for (const { scopeSpans } of body.resourceSpans ?? []) for (const scope of scopeSpans) spans.push(...scope.spans);
    for (const { scopeMetrics } of body.resourceMetrics ?? [])
      for (const scope of scopeMetrics)
        metrics.push(Object.fromEntries(scope.metrics.map((metric: { name: string }) => [metric.name, metric])));
    answer(request, response);
  });
  return {
    address,
    collected() {
      assert.deepEqual(problems, []);
      return { spans, metrics, headers };
    },
  };
}

/** Attributes as they were sent: values by their keys. */
// biome-ignore lint/suspicious/noExplicitAny: it was held against the schema
export function attributesOf({ attributes }: { readonly attributes: readonly any[] }): Readonly<Record<string, any>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
