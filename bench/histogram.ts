/**
 * The cost of recording one latency: our histogram beside hdr-histogram-js and Node's own, in one run. `node
 * bench/histogram.ts`
 */
import { createHistogram } from "node:perf_hooks";
import { build, initWebAssemblySync } from "hdr-histogram-js";
import { Histogram } from "../src/judge/measure/histogram.ts";
import { seededRandom } from "../src/values/random/random.ts";

const VALUES = 200_000;
const ROUNDS = 25;

/** Latencies of a service at work: log-normal around 38 ms, with a tail into seconds. */
const random = seededRandom(1);
const latenciesMs = Float64Array.from({ length: VALUES }, () => {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 38 * Math.exp(0.8 * normal);
});
const latenciesUs = latenciesMs.map((ms) => Math.round(ms * 1000));

initWebAssemblySync();
const ours = new Histogram();
const node = createHistogram();
const hdr = build();
const hdrInWasm = build({ useWebAssembly: true });

/** Each has its own loop, so that the engine can inline what is called in it, and by index: `for … of` costs as much as recording. */
const contenders: Record<string, () => void> = {
  brownout: () => {
    for (let at = 0; at < VALUES; at++) ours.record(latenciesMs[at] ?? 0);
  },
  "perf_hooks createHistogram": () => {
    for (let at = 0; at < VALUES; at++) node.record(latenciesUs[at] ?? 0);
  },
  "hdr-histogram-js": () => {
    for (let at = 0; at < VALUES; at++) hdr.recordValue(latenciesUs[at] ?? 0);
  },
  "hdr-histogram-js, WebAssembly": () => {
    for (let at = 0; at < VALUES; at++) hdrInWasm.recordValue(latenciesUs[at] ?? 0);
  },
};

/** Rounds take turns, so that a noisy moment hits all; the median round counts. */
function nsPerRecord(): Map<string, number> {
  const rounds = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, recordAll] of Object.entries(contenders)) {
      const from = performance.now();
      recordAll();
      rounds.get(name)?.push(((performance.now() - from) * 1e6) / VALUES);
    }
  }
  return new Map([...rounds].map(([name, times]) => [name, times.sort((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN]));
}

const results = nsPerRecord();
const base = results.get("brownout") ?? Number.NaN;
console.log("| histogram | ns per record | ratio |\n|---|---:|---:|");
for (const [name, ns] of results) console.log(`| ${name} | ${ns.toFixed(1)} | ${(ns / base).toFixed(1)} |`);

const p99 = {
  brownout: ours.quantileMs(0.99),
  node: node.percentile(99) / 1000,
  hdr: hdr.getValueAtPercentile(99) / 1000,
};
console.log(`\np99 in ms, to show that all counted the same: ${JSON.stringify(p99)}`);
