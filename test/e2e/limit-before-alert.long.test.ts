import assert from "node:assert/strict";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { testsNeeding } from "../support/needs.ts";
import { startPrometheus } from "../support/real-servers.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { withoutPrograms } from "../support/without-programs.ts";
import { startBrownout } from "./brownout-process.ts";

const isNightly = process.env.BROWNOUT_NIGHTLY === "1";
const { test } = testsNeeding(isNightly ? withoutPrograms("prometheus") : "it takes a minute: .ci/nightly");
const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));

/** The rules of fixtures/alerts, with seconds where those have minutes. */
async function shortRules(): Promise<string> {
  const text = await readFile(join(fixtures, "alerts/resilience.yml"), "utf8");
  return text
    .replaceAll(/\b(\d+)m\b/g, "$1s")
    .replaceAll("[1h]", "[60s]")
    .replaceAll("interval: 30s", "interval: 250ms");
}

/** Starts Prometheus with these rules. Resolves with its URL, and with what tells it where a service's metrics are. */
async function startWithRules(context: TestContext) {
  const folder = await temporaryFolder(context);
  const targets = join(folder, "targets.json");
  const config = {
    global: { scrape_interval: "250ms", scrape_timeout: "250ms" },
    rule_files: ["rules.yml"],
    scrape_configs: [
      { job_name: "services", file_sd_configs: [{ files: ["targets.json"], refresh_interval: "250ms" }] },
    ],
  };
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  await writeFile(join(folder, "rules.yml"), await shortRules());
  const { address, stop } = await startPrometheus(folder);
  context.after(stop);
  const scrape = async (service: string, target: string) => {
    await writeFile(`${targets}.new`, JSON.stringify([{ targets: [target], labels: { service } }]));
    await rename(`${targets}.new`, targets);
  };
  return { url: `http://${address}`, scrape };
}

/** Resolves with where a service of the only run in there listens, as it says itself. */
async function addressOf(service: string, runs: string, { signal }: TestContext): Promise<string> {
  for (;;) {
    const [run = ""] = await readdir(runs).catch(() => []);
    const log = await readFile(join(runs, run, "logs", `${service}-1.log`), "utf8").catch(() => "");
    const [, port] = /"listening","port":(\d+)/.exec(log) ?? [];
    if (port !== undefined) return `127.0.0.1:${port}`;
    await pause(50, undefined, { signal });
  }
}

test("the adaptive limit halves before the alert on a p95 of twice its baseline fires", {
  timeout: 120_000,
}, async (context) => {
  const [{ url, scrape }, folder] = await Promise.all([startWithRules(context), temporaryFolder(context)]);
  const [experiment, runs] = [join(folder, "limit.yaml"), join(folder, "runs")];
  await writeFile(
    experiment,
    `name: limit
system: { graph: ${fixtures}graphs/inventory-replica.yaml, variant: protected }
load: { shoppers: { request: GET cart/cart, rate: 100/s, timeout: 500ms } }
signals:
  slow: { prometheus: "${url}", alert: DependencySlow, every: 100ms }
  halved: { prometheus: "${url}", query: 'adaptive_limit{dependency="inventory"} <= bool 4', every: 100ms }
phases: { warm-up: 5s, baseline: 15s, fault: 8s, recovery: 20s }
steady-state: [shoppers.p95 < 200ms, slow.value <= 0, halved.value <= 0]
faults: [{ type: latency, on: cart -> inventory, mode: one, latency: 230ms, jitter: 230ms }]
expect: [halved.fires < 2s, slow.fires > 2s, slow.fires < 7s]
`,
  );
  const { ended } = startBrownout(context, ["run", experiment, "--json", "--runs", runs]);
  await scrape("cart", await addressOf("cart", runs, context));
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, stdout + stderr);
});
