/**
 * Counts how often a conclusion is false, and how often it is not drawn: thousands of simulated systems over the pure
 * core, with faults of known effect, on machines from quiet to very busy. `node bench/verdict.ts [SYSTEMS]`, with
 * `--by-scenario` a table for each scenario, with `--show SCENARIO` what was false in it. `node bench/verdict.ts --real
 * N` makes N real local runs instead at each number of busy loops, or with `--loops N` at that one; `--at-once N` so many
 * side by side. `--ritual PLATFORM` runs the ritual's experiments at each of them.
 */
import { parseArgs } from "node:util";
import { seededRandom } from "../src/values/random/random.ts";
import { NOISE_LEVELS } from "./verdict/noise.ts";
import { SCENARIOS, scenarioOf } from "./verdict/scenario.ts";
import { CONCLUSIONS, score, truthOf } from "./verdict/score.ts";
import { simulateRun } from "./verdict/simulated-run.ts";
import { Table } from "./verdict/table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    real: { type: "string" },
    ritual: { type: "string" },
    loops: { type: "string" },
    "at-once": { type: "string" },
    "by-scenario": { type: "boolean" },
    show: { type: "string" },
    level: { type: "string" },
  },
});

if (values.ritual !== undefined) {
  const { ritualRuns } = await import("./verdict/ritual.ts");
  await ritualRuns(values.ritual);
} else if (values.real !== undefined) {
  const { realRuns } = await import("./verdict/real.ts");
  await realRuns({
    runs: Number(values.real),
    loopsACore: values.loops === undefined ? undefined : Number(values.loops),
    atOnce: Number(values["at-once"] ?? 1),
  });
} else {
  simulatedRuns(Number(positionals[0] ?? 4000));
}

function simulatedRuns(systems: number): void {
  const levels = NOISE_LEVELS.filter(({ name }) => values.level === undefined || name === values.level);
  const byLevel = new Table();
  const broken = new Table();
  const byScenario = new Map<string, Table>();
  for (let nth = 0; nth < systems; nth++) {
    const noise = levels[Math.floor(nth / SCENARIOS) % levels.length];
    if (noise === undefined) continue;
    const scenario = scenarioOf(nth, seededRandom(nth + 1));
    const result = simulateRun(scenario, noise, nth + 1);
    const outcomes = score(result, truthOf(scenario));
    (scenario.harness === undefined ? byLevel : broken).add(noise.name, outcomes);
    const table = byScenario.get(scenario.name) ?? new Table();
    byScenario.set(scenario.name, table);
    table.add(noise.name, outcomes);
    if (values.show === scenario.name || values.show === "all") show(nth, noise.name, scenario, outcomes, result);
  }
  print(byLevel.render("the harness is well"));
  print(["", ...broken.render("the harness breaks")]);
  if (values["by-scenario"]) for (const [name, table] of byScenario) print(["", ...table.render(name)]);
}

function show(
  nth: number,
  level: string,
  scenario: object,
  outcomes: ReturnType<typeof score>,
  result: ReturnType<typeof simulateRun>,
): void {
  const wrong = CONCLUSIONS.filter((conclusion) => outcomes[conclusion] === "false");
  if (wrong.length === 0) return;
  const { verdict, reasons, degradations, hurt, origin, recovery, undecided } = result;
  print([
    JSON.stringify(
      { nth, level, wrong, scenario, verdict, reasons, degradations, hurt, origin, recovery, undecided },
      null,
      1,
    ),
  ]);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
