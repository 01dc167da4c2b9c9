import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, type TestContext, test } from "node:test";
import fc from "fast-check";
import { parseExposition } from "../../../src/clients/sampling/exposition.ts";
import { NoSampleError } from "../../../src/clients/sampling/read-sample.ts";
import { readServiceMetric } from "../../../src/clients/sampling/service-metrics.ts";

const never = new AbortController().signal;
const signal = { name: "waiting", service: "checkout", everyMs: 1000, staleAfterMs: 15_000 };

async function replica(context: TestContext, page: string, status = 200): Promise<string> {
  const server = createServer(({ url }, response) => response.writeHead(url === "/metrics" ? status : 404).end(page));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a metric of a service", () => {
  const page = (count: number) => `# HELP calls_total Calls\n# TYPE calls_total counter
calls_total{dependency="pricing",outcome="failed"} ${count}
calls_total{dependency="pricing",outcome="succeeded"} 7
calls_total{dependency="user",outcome="failed"} 100 1395066363000
unlabelled 5
broken NaN
`;

  async function read(context: TestContext, metric: string): Promise<number> {
    const urls = [await replica(context, page(1)), await replica(context, page(2))];
    return readServiceMetric({ ...signal, metric }, () => urls, never);
  }

  for (const [metric, sum] of [
    ['calls_total{dependency="pricing", outcome="failed"}', 3],
    ['calls_total{outcome!="failed"}', 14],
    ['calls_total{other=""}', 3 + 14 + 200],
    ["unlabelled", 10],
    ['calls_total{dependency="nobody"}', 0],
  ] as const) {
    test(`${metric} is added up over all replicas`, async (context) => {
      assert.equal(await read(context, metric), sum);
    });
  }

  for (const [metric, why] of [
    ["missing", /the metrics of checkout have no missing$/],
    ["broken", /say NaN for broken$/],
  ] as const) {
    test(`${metric} gives no sample`, async (context) => {
      await assert.rejects(read(context, metric), (error) => error instanceof NoSampleError && why.test(error.message));
    });
  }

  test("gives no sample where one replica of two has no page", async (context) => {
    const urls = [await replica(context, page(1)), await replica(context, "", 404)];
    const reading = readServiceMetric({ ...signal, metric: "unlabelled" }, () => urls, never);
    await assert.rejects(reading, /\/metrics answers 404$/);
  });
});

test("any labels and values that a page can say are read back", () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,9}$/);
  const samples = fc.array(
    fc.record({ name, labels: fc.dictionary(name, fc.string()), value: fc.double({ noNaN: false }) }),
  );
  const escaped = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
  const number = (value: number) => (Math.abs(value) === Infinity ? `${value > 0 ? "+" : "-"}Inf` : String(value));
  fc.assert(
    fc.property(samples, (written) => {
      const lines = written.map(({ name, labels, value }) => {
        const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
        return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${number(value)}`;
      });
      const read = parseExposition(`${lines.join("\n")}\n`);
      assert.deepEqual(
        read,
        written.map((one) => ({ ...one, labels: { ...one.labels }, value: one.value + 0 })),
      );
    }),
  );
});
