import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadSignals } from "../../../src/files/experiment/steps.ts";
import { example, parse, refusalOf } from "./stand-ins.ts";

const LATENCY = "  - type: latency\n    on: checkout -> pricing\n    latency: 2800ms\n    jitter: 100ms\n";
const DELAY = "  - { type: http-delay, on: checkout -> pricing, delay: 200ms }\n";
const CRITERION = "shoppers.treated.p95 < 300ms";

/** The example with two arms, and a fault that spares one. */
const inArms = example
  .replace(LATENCY, DELAY)
  .replace("phases:", "control: { share: 30% }\n\nphases:")
  .replace("expect:\n", `expect:\n  - ${CRITERION}\n`);

describe("the arms of an experiment", () => {
  test("split all loads by the seed and the share, and each load has a signal for either", () => {
    const experiment = parse(inArms);
    assert.deepEqual(experiment.arms, { seed: 1, control: 0.3 });
    assert.deepEqual(loadSignals(experiment), ["shoppers", "shoppers.treated", "shoppers.control"]);
    assert.deepEqual(experiment.expect[0]?.signal, { kind: "load", name: "shoppers.treated" });
    assert.equal(parse(inArms.replace("{ share: 30% }", "{}")).arms?.control, 0.5);
    assert.deepEqual(loadSignals(parse(example)), ["shoppers"]);
  });

  test("are spared by faults on calls of gRPC, too, and loads of gRPC have them", () => {
    const status = "  - { type: grpc-status, on: checkout -> pricing, status: UNAVAILABLE }\n";
    const call = 'grpc: { address: "127.0.0.1:1", method: shop.Cart/Get }';
    const text = inArms.replace(DELAY, status).replace("request: POST gateway/checkout", call);
    assert.deepEqual(parse(text).arms, { seed: 1, control: 0.3 });
  });

  for (const [what, text, expected] of [
    ["a share that leaves an arm empty", inArms.replace("30%", "100%"), /control\.share.*both arms need some/],
    ["a key that isn't one", inArms.replace("share: 30%", "shares: 30%"), /control.*shares/],
    [
      "an arm without `control`",
      example.replace("expect:\n", `expect:\n  - ${CRITERION}\n`),
      /no arms.*without `control`/,
    ],
    [
      "an arm of no load",
      inArms.replace("shoppers.treated", "shopers.treated"),
      /no load "shopers.treated"; did you mean "shoppers.treated"/,
    ],
    [
      "a third arm",
      inArms.replace("shoppers.treated", "shoppers.other"),
      /unknown metric|no load|expected a comparison/,
    ],
    [
      "bytes that are delayed",
      inArms.replace(DELAY, LATENCY),
      /latency on checkout -> pricing would hit both arms.*http-delay/,
    ],
    [
      "a process that is killed",
      inArms.replace(DELAY, "  - { type: kill, on: pricing }\n"),
      /kill on pricing would hit both arms/,
    ],
    [
      "answers of a service's pods",
      inArms.replace(DELAY, "  - { type: http-abort, on: pricing, port: 80 }\n"),
      /http-abort on pricing would hit both arms/,
    ],
    [
      "a load without trace ids",
      inArms.replace("rate: 200/s", "rate: 200/s\n    traceparent: false"),
      /shoppers\.traceparent.*this load sends none/,
    ],
    [
      "trace ids by hand",
      inArms.replace("rate: 200/s", "rate: 200/s\n    headers: { Traceparent: x }"),
      /shoppers\.headers.*by hand/,
    ],
    [
      "visits",
      inArms.replace("request: POST gateway/checkout", "steps: [{ request: POST gateway/checkout }]"),
      /shoppers\.steps.*visits are not split/,
    ],
    [
      "commands",
      inArms.replace("request: POST gateway/checkout", 'redis: { at: "127.0.0.1:1", send: PING }'),
      /shoppers\.redis.*told by the trace id, for which redis has no place/,
    ],
  ] as const) {
    test(`refuse ${what}`, () => assert.match(refusalOf(text), expected));
  }
});
