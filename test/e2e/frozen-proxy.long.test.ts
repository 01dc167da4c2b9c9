import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { processesOf } from "./leftovers.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const NOTICED_WITHIN_MS = 3000;

interface Noticed {
  /** From the moment in which it was frozen. */
  readonly afterMs: number;
  readonly runs: string;
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly code: number | null;
  readonly reasons: string;
  readonly leftBehind: readonly { readonly manual: string }[];
}

let turn: Promise<unknown> = Promise.resolve();

/** Does work when what had its turn before is done, so that no run notices late for another's sake. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

/** Has a run's proxy frozen, and not gone, while a toxic is in. Resolves when the run has noticed. */
async function freeze(
  context: TestContext,
  changes: Readonly<Record<string, unknown>>,
  pidOf: (run: string) => Promise<number>,
): Promise<Noticed> {
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
  const afterMs = performance.now() - frozenAtMs;
  context.diagnostic(`noticed after ${Math.round(afterMs)} ms`);
  return {
    afterMs,
    runs,
    ended: ended.then(({ code, stdout }) => {
      const { reasons, leftBehind } = JSON.parse(stdout);
      return { code, reasons: reasons.join("\n"), leftBehind };
    }),
  };
}

function letGoOn(pid: number): void {
  try {
    process.kill(pid, "SIGCONT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const { describe, test } = testsNeeding(
  process.env.BROWNOUT_NIGHTLY === "1" ? false : "it takes a minute: .ci/nightly",
);
const skip = await withoutImage("ghcr.io/shopify/toxiproxy:2.12.0");
const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
const pidOfOwnProxy = async (run: string) =>
  Number.parseInt((await processesOf(run)).find((one) => / proxy --listen/.test(one)) ?? "", 10);
const pidOfToxiproxy = async (project: string) =>
  Number(await docker("inspect", "--format", "{{.State.Pid}}", `${project}-toxiproxy-1`));

// A run that has noticed waits for most of a minute for an answer to its undo.
describe("a proxy that is frozen", { concurrency: true, timeout: 180_000 }, () => {
  test("ends the run, and goes with it, where it is our own", async (context) => {
    const { afterMs, ended } = await inTurn(() => freeze(context, {}, pidOfOwnProxy));
    const { code, reasons } = await ended;
    assert.equal(code, 3, reasons);
    assert.match(reasons, /the edges can't be read any more: the fault proxy said nothing/);
    assert.ok(afterMs <= NOTICED_WITHIN_MS, `${afterMs} ms`);
  });

  test("ends the run, and goes with it, where it is a stock Toxiproxy", { skip }, async (context) => {
    const project = `brownout-frozen-${process.pid}`;
    const system = { compose: { file, project, proxy: "toxiproxy" } };
    const { afterMs, ended } = await inTurn(() => freeze(context, { system }, () => pidOfToxiproxy(project)));
    const { code, reasons } = await ended;
    assert.equal(code, 3, reasons);
    assert.match(reasons, /Toxiproxy did not answer for/);
    assert.ok(afterMs <= NOTICED_WITHIN_MS, `${afterMs} ms`);
    assert.equal(await docker("ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${project}`), "");
  });

  test("is left with what it has in, and how to take it out, in a project that stays", { skip }, async (context) => {
    const project = `brownout-frozen-existing-${process.pid}`;
    const compose = (...args: string[]) => docker("compose", "--file", file, "--project-name", project, ...args);
    context.after(() => compose("down", "--timeout", "0"));
    const system = { compose: { file, project, proxy: "toxiproxy", existing: true } };
    const { afterMs, ended, runs } = await inTurn(async () => {
      await compose("up", "--detach", "--wait");
      return freeze(context, { system }, () => pidOfToxiproxy(project));
    });
    const { code, reasons, leftBehind } = await ended;
    assert.equal(code, 4, reasons);
    assert.ok(afterMs <= NOTICED_WITHIN_MS, `${afterMs} ms`);
    assert.match(JSON.stringify(leftBehind), /curl -X DELETE http.*\/toxics\/brownout-latency-1-/);
    letGoOn(await pidOfToxiproxy(project));
    const recovered = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
    const api = await docker("port", `${project}-toxiproxy-1`, "8474");
    assert.doesNotMatch(await (await fetch(`http://${api}/proxies`)).text(), /brownout-latency/);
  });
});
