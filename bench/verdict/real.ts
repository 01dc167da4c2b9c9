import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { RunResult } from "../../src/judge/history/result.ts";
import { runFile } from "../run-file.ts";
import { besideBusyLoops, LOOPS_A_CORE, levelName } from "./busy-loops.ts";
import { CONCLUSIONS, type Conclusion, type Outcome, score, type Truth } from "./score.ts";
import { Table } from "./table.ts";

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

export interface RealRuns {
  /** At each number of busy loops. */
  readonly runs: number;
  /** Busy loops for each core; all of {@link LOOPS_A_CORE} in turn when not given. */
  readonly loopsACore: number | undefined;
  /** Runs side by side: each is noise for the others, too. */
  readonly atOnce: number;
}

/** Makes local runs, each case in turn, and prints a table after each number of busy loops. */
export async function realRuns({ runs, loopsACore, atOnce }: RealRuns): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "brownout-verdict-"));
  const table = new Table();
  try {
    for (const loops of loopsACore === undefined ? LOOPS_A_CORE : [loopsACore]) {
      const level = levelName(loops);
      let next = 0;
      const runOnesAfterAnother = async () => {
        for (let nth = next++; nth < runs; nth = next++) table.add(level, await scoredRun(folder, nth, level));
      };
      await besideBusyLoops(loops, () => Promise.all(Array.from({ length: atOnce }, runOnesAfterAnother)));
      process.stdout.write(`${table.render(`real local runs, ${atOnce} at once`).join("\n")}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function scoredRun(folder: string, nth: number, level: string): Promise<Readonly<Record<Conclusion, Outcome>>> {
  const one = CASES[nth % CASES.length] as (typeof CASES)[number];
  const result = await realRun(join(folder, `${level.replaceAll(" ", "-")}-${nth}`), one.fault, nth + 1);
  const outcomes = score(result, one.truth);
  const wrong = CONCLUSIONS.filter((conclusion) => outcomes[conclusion] === "false");
  const said = wrong.length === 0 ? "" : `, false: ${wrong.join(", ")} ${JSON.stringify(result)}`;
  process.stderr.write(`${nth + 1}: ${one.name}, ${level}: ${result.verdict}${said}\n`);
  return outcomes;
}

function realRun(folder: string, fault: string, seed: number): Promise<RunResult> {
  const file = `${folder}.yaml`;
  writeFileSync(file, experiment(fault, seed));
  return runFile(file, "local", folder);
}
