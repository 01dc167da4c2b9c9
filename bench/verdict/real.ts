import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { CommandContext } from "../../src/cli/commands/context.ts";
import { executeRun } from "../../src/cli/commands/execute-run.ts";
import { preparePlan } from "../../src/cli/commands/prepare-plan.ts";
import type { RunResult } from "../../src/judge/history/result.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { CONCLUSIONS, score, type Truth } from "./score.ts";
import { Table } from "./table.ts";

/** Busy loops for each core, from quiet on. */
const LOOPS_A_CORE = [0, 1, 2, 4];

const WELL: Truth = { passes: true, degraded: [], hurt: [], origin: null, recovers: true, isMetastable: false };
const HURT: Truth = { ...WELL, passes: false, degraded: ["users", "front -> back"], hurt: ["front"] };
const ON_EDGE: Truth = { ...HURT, origin: "front -> back" };

/** A fault on fixtures/graphs/pair.yaml, and what it does there. */
const CASES: readonly { readonly name: string; readonly fault: string; readonly truth: Truth }[] = [
  { name: "no effect", fault: "{ type: latency, on: front -> back, latency: 1ms }", truth: WELL },
  { name: "sliced answers", fault: "{ type: slicer, on: front -> back, size: 100B }", truth: WELL },
  { name: "slow edge", fault: "{ type: latency, on: front -> back, latency: 600ms }", truth: ON_EDGE },
  { name: "failing edge", fault: "{ type: reset, on: front -> back }", truth: ON_EDGE },
  {
    name: "frozen service",
    fault: "{ type: pause, on: back }",
    truth: { ...HURT, hurt: ["front", "back"], origin: "back itself" },
  },
];

const experiment = (fault: string, seed: number) => `
name: verdict-bench
seed: ${seed}
system: { graph: ${resolve("fixtures/graphs/pair.yaml")} }
load: { users: { request: GET front/, rate: 100/s, timeout: 3s } }
phases: { warm-up: 2s, baseline: 8s, fault: 8s, recovery: 8s }
steady-state: [users.error_rate < 5%, users.p95 < 300ms]
faults: [${fault}]
expect: [users.error_rate < 5%, users.p95 < 300ms]
`;

const quietContext: Omit<CommandContext, "signal"> = {
  out: () => undefined,
  deliver: () => undefined,
  keptElsewhere: () => undefined,
  conceal: () => undefined,
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  clock: systemClock,
  interrupt: () => undefined,
  exitCode: () => undefined,
  terminal: undefined,
};

/** Makes so many local runs, each case in turn, with the busy loops given for each core, or each number of them in turn. */
export async function realRuns(runs: number, loopsACore: number | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "brownout-verdict-"));
  const table = new Table();
  try {
    for (let nth = 0; nth < runs; nth++) {
      const loops = loopsACore ?? LOOPS_A_CORE[Math.floor(nth / CASES.length) % LOOPS_A_CORE.length] ?? 0;
      const one = CASES[nth % CASES.length];
      if (one === undefined) continue;
      const result = await besideBusyLoops(loops, () => realRun(join(folder, `${nth}`), one.fault, nth + 1));
      const outcomes = score(result, one.truth);
      table.add(loops === 0 ? "quiet" : `${loops} loops a core`, outcomes);
      const wrong = CONCLUSIONS.filter((conclusion) => outcomes[conclusion] === "false");
      const said = wrong.length === 0 ? "" : `, false: ${wrong.join(", ")} ${JSON.stringify(result)}`;
      process.stderr.write(`${nth + 1} of ${runs}: ${one.name}, ${loops} loops a core: ${result.verdict}${said}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  process.stdout.write(`${table.render("real local runs").join("\n")}\n`);
}

async function realRun(folder: string, fault: string, seed: number): Promise<RunResult> {
  const file = `${folder}.yaml`;
  writeFileSync(file, experiment(fault, seed));
  const context = { ...quietContext, signal: new AbortController().signal };
  const prepared = await preparePlan(file, { on: "local", var: {} }, context);
  const listener = () => undefined;
  return (await executeRun({ ...prepared, runsFolder: folder, listener }, context)).result;
}

/** Keeps every core busy with so many loops for as long as the work takes. */
async function besideBusyLoops<T>(loopsACore: number, work: () => Promise<T>): Promise<T> {
  const loops: ChildProcess[] = [];
  try {
    for (let loop = 0; loop < loopsACore * availableParallelism(); loop++) {
      loops.push(spawn(process.execPath, ["-e", "for (;;) {}"], { stdio: "ignore" }));
    }
    return await work();
  } finally {
    for (const loop of loops) loop.kill("SIGKILL");
  }
}
