/**
 * Measures what packet loss does to the latency of the same load, by where it is made: in a model without root, in a
 * network namespace as the local platform makes it, and in a container's (with DOCKER_HOST). `nice node bench/loss.ts
 * [SECONDS [REQUESTS_PER_SECOND [BYTES]]]`, as root.
 */

import { openLoop } from "../src/load/open-loop.ts";
import { type FiniteLoad, runAlone } from "../src/load/run-alone.ts";
import { systemClock } from "../src/values/clock/system-clock.ts";
import { containerPlace, modelPlace, namespacePlace, type Place } from "./loss/places.ts";

const LOSSES = [0, 0.01, 0.05, 0.1, 0.3];
const [seconds = 20, ratePerS = 200, bytes = 1000] = process.argv.slice(2).map(Number);

console.log("| loss | where | requests | failed | p50 ms | p95 ms | p99 ms | max ms |");
console.log("|---:|---|---:|---:|---:|---:|---:|---:|");
const places = [await namespacePlace()];
try {
  places.unshift(await modelPlace(places[0] as Place, 1));
  if (process.env.DOCKER_HOST) places.push(await containerPlace());
  for (const loss of LOSSES) for (const place of places) console.log(await measure(place, loss));
} finally {
  for (const place of places) await place.close();
}

/** One line of the table. */
async function measure({ name, url, putLoss, removeLoss }: Place, loss: number): Promise<string> {
  if (loss > 0) await putLoss(loss);
  try {
    const options = { seed: 1, clock: systemClock, signal: new AbortController().signal };
    const { requests, errors, latency_ms } = await runAlone(loadOn(url + bytes), openLoop, options);
    const { p50, p95, p99, max } = latency_ms;
    const failed = Object.entries(errors).map(([why, times]) => `${times} ${why}`);
    const latencies = [p50, p95, p99, max].map((ms) => ms?.toFixed(ms < 10 ? 1 : 0));
    return `| ${loss * 100} % | ${[name, requests, failed.join(", ") || "none", ...latencies].join(" | ")} |`;
  } finally {
    await removeLoss();
  }
}

function loadOn(url: string): FiniteLoad {
  return {
    name: "load",
    pacing: { kind: "constant", ratePerS: ratePerS },
    requests: [{ method: "GET", urls: [url], headers: {}, weight: 1 }],
    timeoutMs: 30_000,
    maxInFlight: 10_000,
    failOn: [{ from: 500, to: 599 }],
    arrivalsForMs: seconds * 1000,
  };
}
