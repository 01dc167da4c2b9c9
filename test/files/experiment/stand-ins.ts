import assert from "node:assert/strict";
import { faultKinds } from "../../../src/faults/kinds.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import { ExperimentError } from "../../../src/files/experiment/experiment-error.ts";
import { type ExperimentDeps, parseExperiment } from "../../../src/files/experiment/parse-experiment.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { shopGraph } from "../../support/shop-graph.ts";

export const deps: ExperimentDeps = { faultKinds, variables: new Map(), readGraph: () => shopGraph, readText: noFile };

function noFile(path: string): never {
  throw new UsageError({ message: `there is no file ${path}` });
}

/** The example of the design. */
export const example = `name: pricing-slow
title: Checkout keeps answering when pricing takes 2.8 s instead of 38 ms
owner: checkout
tags: [latency, checkout]

system:
  graph: ../fixtures/graphs/checkout.yaml
  variant: protected
  compose: ../docker-compose.yml
  kubernetes: { namespace: shop }

load:
  shoppers:
    request: POST gateway/checkout
    rate: 200/s
    timeout: 10s

phases: { warm-up: 5s, baseline: 10s, fault: 30s, recovery: 20s }

steady-state:
  - shoppers.error_rate < 1%
  - shoppers.p95 < 300ms

faults:
  - type: latency
    on: checkout -> pricing
    latency: 2800ms
    jitter: 100ms

abort:
  - shoppers.error_rate > 50% over 5s
  - shoppers.p99 > 9s over 5s

expect:
  - shoppers.error_rate < 1%
  - shoppers.p95 < 300ms
  - shoppers.recovery < 10s
  - (checkout -> pricing).amplification < 1.5
`;

export function parse(text: string, changed: Partial<ExperimentDeps> = {}): Experiment {
  return parseExperiment({ path: "x.yaml", text }, { ...deps, ...changed });
}

/** The refusal of an experiment; empty where there is none. */
export function refusalOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof ExperimentError, String(error));
    return error.message;
  }
  return "";
}
