import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { docker, withoutImage } from "../support/docker.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { processesOf } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const NOTICED_WITHIN_MS = 3000;

interface Frozen {
  readonly code: number | null;
  readonly reasons: string;
  readonly leftBehind: readonly { readonly manual: string }[];
  /** From the moment in which it was frozen. */
  readonly noticedAfterMs: number;
  readonly runs: string;
}

/** Has a run's proxy frozen, and not gone, while a toxic is in. */
async function freeze(
  context: TestContext,
  changes: Readonly<Record<string, unknown>>,
  pidOf: (run: string) => Promise<number>,
): Promise<Frozen> {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const path = await writePairExperiment(folder, {
    load: { users: { request: "GET front/", rate: "20/s", timeout: "5s" } },
    phases: { baseline: "1s", fault: "30s", recovery: "1s" },
    faults: [{ type: "latency", on: "front -> back", latency: "300ms" }],
    ...changes,
  });
  const on = "system" in changes ? ["--on", "compose"] : [];
  const { child, ended } = startBrownout(context, ["run", path, "--runs", runs, "--json", ...on]);
  const until = async (event: string): Promise<string> => {
    for (;;) {
      const [run = ""] = await readdir(runs).catch(() => []);
      const journal = await readFile(join(runs, run, "journal.jsonl"), "utf8").catch(() => "");
      if (journal.includes(event)) return run;
      if (child.exitCode !== null) throw new Error(`the run ended before ${event}: ${JSON.stringify(await ended)}`);
      await delay(20);
    }
  };
  const pid = await pidOf(await until('"type":"verified"'));
  process.kill(pid, "SIGSTOP");
  context.after(() => letGoOn(pid));
  const frozenAtMs = performance.now();
  await until('"type":"stopped"');
  const noticedAfterMs = performance.now() - frozenAtMs;
  const { code, stdout } = await ended;
  const { reasons, leftBehind } = JSON.parse(stdout);
  return { code, reasons: reasons.join("\n"), leftBehind, noticedAfterMs, runs };
}

function letGoOn(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

test("our own proxy that is frozen ends the run, and goes with it", { timeout: 120_000 }, async (context) => {
  const { code, reasons, noticedAfterMs } = await freeze(context, {}, async (run) => {
    const line = (await processesOf(run)).find((one) => / proxy --listen/.test(one));
    return Number.parseInt(line ?? "", 10);
  });
  context.diagnostic(`noticed after ${Math.round(noticedAfterMs)} ms`);
  assert.equal(code, 3, reasons);
  assert.match(reasons, /the edges can't be read any more: the fault proxy said nothing/);
  assert.ok(noticedAfterMs <= NOTICED_WITHIN_MS, `${noticedAfterMs} ms`);
});

const skip = await withoutImage("ghcr.io/shopify/toxiproxy:2.12.0");
const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
const project = `brownout-frozen-${process.pid}`;
const pidOfToxiproxy = async () =>
  Number(await docker("inspect", "--format", "{{.State.Pid}}", `${project}-toxiproxy-1`));

test("a stock Toxiproxy that is frozen ends the run, and goes with it", { skip, timeout: 180_000 }, async (context) => {
  const system = { compose: { file, project, proxy: "toxiproxy" } };
  const { code, reasons, noticedAfterMs } = await freeze(context, { system }, pidOfToxiproxy);
  context.diagnostic(`noticed after ${Math.round(noticedAfterMs)} ms`);
  assert.equal(code, 3, reasons);
  assert.match(reasons, /Toxiproxy did not answer for/);
  assert.ok(noticedAfterMs <= NOTICED_WITHIN_MS, `${noticedAfterMs} ms`);
  assert.equal(await docker("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${project}`), "");
});

test("what a frozen Toxiproxy of a project that stays has in is left, with how to take it out", {
  skip,
  timeout: 180_000,
}, async (context) => {
  const compose = (...args: string[]) => docker("compose", "--file", file, "--project-name", project, ...args);
  await compose("up", "--detach", "--wait");
  context.after(() => compose("down", "--timeout", "0"));
  const system = { compose: { file, project, proxy: "toxiproxy", existing: true } };
  const { code, reasons, leftBehind, noticedAfterMs, runs } = await freeze(context, { system }, pidOfToxiproxy);
  context.diagnostic(`noticed after ${Math.round(noticedAfterMs)} ms`);
  assert.equal(code, 4, reasons);
  assert.ok(noticedAfterMs <= NOTICED_WITHIN_MS, `${noticedAfterMs} ms`);
  assert.match(JSON.stringify(leftBehind), /curl -X DELETE http.*\/toxics\/brownout-latency-1-/);
  letGoOn(await pidOfToxiproxy());
  const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
  assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
  const api = await docker("port", `${project}-toxiproxy-1`, "8474");
  assert.doesNotMatch(await (await fetch(`http://${api}/proxies`)).text(), /brownout-latency/);
});
