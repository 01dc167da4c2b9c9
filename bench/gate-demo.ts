/**
 * Plants regressions in the demo graph and looks whether `brownout baseline check` finds them, and whether it lets the unchanged
 * graph through: all by the command line, as a user's CI would. `node bench/gate-demo.ts [PLANT...]`; some 45 minutes for a
 * baseline of 20 runs, 20 checks of the unchanged graph and one of each plant, of 5 runs each (`--baseline`, `--checks`,
 * `--runs`). Runs of all are made by turns, so that whatever the machine does meanwhile meets all alike. It can be ended, and goes
 * on from what is in its folder (`--folder`) when it is started again. Exit code 1 where a check says what isn't so, or nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { dump, load } from "js-yaml";
import { z } from "zod";
import { seededRandom } from "../src/values/random/random.ts";
import { PLANTS, type Plant, planted } from "./gate/plants.ts";

const EXPERIMENT = "bench/gate/demo/slow-pricing.yaml";
const GRAPH = "fixtures/graphs/checkout.yaml";
/** Attempts at a run that proves nothing. */
const MOST_TRIES = 3;
const BASELINE = "baseline";

/** Runs that belong together, of one system. */
interface Group {
  readonly name: string;
  readonly runs: number;
  readonly plant?: Plant;
}

const madeSchema = z.object({ group: z.string(), runId: z.string(), verdict: z.string(), tookMs: z.number() });
type MadeRun = z.infer<typeof madeSchema>;
const resultSchema = z.object({ runId: z.string(), verdict: z.string() });
const checkSchema = z.object({
  conclusion: z.enum(["no-worse", "worse", "unknown"]),
  reasons: z.array(z.string()),
  runs: z.array(z.string()),
  figures: z.array(
    z.object({ signal: z.string(), phase: z.string(), figure: z.string(), wouldSee: z.number().optional() }),
  ),
});
type Check = z.infer<typeof checkSchema>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baseline: { type: "string", default: "20" },
    checks: { type: "string", default: "20" },
    runs: { type: "string", default: "5" },
    folder: { type: "string", default: ".brownout/gate-demo" },
  },
});
const folder = resolve(values.folder);
const runs = Number(values.runs);
const baseline: Group = { name: BASELINE, runs: Number(values.baseline) };
const checks: readonly Group[] = [
  ...Array.from({ length: Number(values.checks) }, (_, nth) => ({ name: `unchanged-${nth + 1}`, runs })),
  ...plantsNamed(positionals).map((plant) => ({ name: plant.name, runs, plant })),
];

const order = byTurns([baseline, ...checks]);
console.log(`${folder}; ${order.length} runs`);
const made = await makeRuns(order);
await brownout(
  [
    "baseline",
    "save",
    BASELINE,
    ...namesOf(made, baseline, "pass"),
    "--replace",
    "--keep",
    values.baseline,
    ...places(baseline),
  ],
  [0],
);
await check();

function plantsNamed(names: readonly string[]): readonly Plant[] {
  const unknown = names.find((name) => PLANTS.every((plant) => plant.name !== name));
  if (unknown !== undefined)
    throw new Error(`there is no plant ${unknown}; there are ${PLANTS.map(({ name }) => name)}`);
  return names.length === 0 ? PLANTS : PLANTS.filter(({ name }) => names.includes(name));
}

/** The groups in the order of their runs: the nth run of a group is somewhere in the nth part of the whole time. */
function byTurns(groups: readonly Group[]): readonly Group[] {
  const random = seededRandom(1);
  return groups
    .flatMap((group) => Array.from({ length: group.runs }, (_, nth) => ({ group, at: (nth + random()) / group.runs })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ group }) => group);
}

/** Makes those of the runs that weren't made before. */
async function makeRuns(order: readonly Group[]): Promise<readonly MadeRun[]> {
  const notes = join(folder, "runs.jsonl");
  const all = existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n").map(readNote) : [];
  const hasBefore = Map.groupBy(all.filter(isCounted), ({ group }) => group);
  const begunAt = performance.now();
  let madeNow = 0;
  for (const [nth, group] of order.entries()) {
    if (hasBefore.get(group.name)?.shift() !== undefined) continue;
    for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
      const run = await makeRun(group);
      all.push(run);
      appendFileSync(notes, `${JSON.stringify(run)}\n`);
      const each = (performance.now() - begunAt) / ++madeNow;
      const left = Math.ceil(((order.length - nth - 1) * each) / 60_000);
      console.log(`${nth + 1} of ${order.length}, ${group.name}: ${run.runId} ${run.verdict}, some ${left} min left`);
      if (isCounted(run)) break;
    }
  }
  return all;
}

function readNote(line: string): MadeRun {
  return madeSchema.parse(JSON.parse(line));
}

function isCounted({ verdict }: MadeRun): boolean {
  return verdict !== "inconclusive";
}

async function makeRun(group: Group): Promise<MadeRun> {
  const begunAt = performance.now();
  const { out } = await brownout(["run", fileOf(group), "--json", ...placeOf(group)], [0, 1, 2, 3]);
  const { runId, verdict } = resultSchema.parse(JSON.parse(out));
  return { group: group.name, runId, verdict, tookMs: Math.round(performance.now() - begunAt) };
}

/** Writes the experiment of a group, with its graph beside it. */
function fileOf({ plant }: Group): string {
  const place = join(folder, "systems", plant?.name ?? "unchanged");
  mkdirSync(place, { recursive: true });
  const experiment = z.looseObject({ system: z.looseObject({}) }).parse(load(readFileSync(EXPERIMENT, "utf8")));
  const system = { ...experiment.system, graph: "checkout.yaml" };
  writeFileSync(join(place, "slow-pricing.yaml"), dump({ ...experiment, system }));
  writeFileSync(join(place, "checkout.yaml"), dump(planted(load(readFileSync(GRAPH, "utf8")), plant)));
  return join(place, "slow-pricing.yaml");
}

function placeOf({ name }: Group): readonly string[] {
  return ["--runs", join(folder, "runs", name)];
}

function places(group: Group): readonly string[] {
  return [...placeOf(group), "--baselines", join(folder, "baselines")];
}

function namesOf(all: readonly MadeRun[], { name }: Group, verdict?: string): readonly string[] {
  return all
    .filter((run) => run.group === name && (verdict === undefined || run.verdict === verdict))
    .map(({ runId }) => runId);
}

/** Checks each group, and prints what was said. */
async function check(): Promise<void> {
  console.log("\n| runs of | wanted | said | why | would have seen p50 | p95 |\n|---|---|---|---|---:|---:|");
  let wrong = 0;
  for (const group of checks) {
    const args = ["baseline", "check", BASELINE, ...namesOf(made, group), "--json", ...places(group)];
    const { out } = await brownout(args, [0, 1, 3]);
    const said = checkSchema.parse(JSON.parse(out));
    const wanted = group.plant === undefined ? "no-worse" : "worse";
    if (said.conclusion !== wanted) wrong++;
    const seen = ["p50Ms", "p95Ms"].map((figure) => seenOf(said, figure));
    console.log(
      `| ${[group.plant?.words ?? group.name, wanted, said.conclusion, said.reasons[0] ?? "", ...seen].join(" | ")} |`,
    );
  }
  const tookMin = made.reduce((sum, { tookMs }) => sum + tookMs, 0) / 60_000;
  const inconclusive = made.filter((run) => !isCounted(run)).length;
  console.log(
    `\n${checks.length - wrong} of ${checks.length} checks said what is so; ${made.length} runs, of which ${inconclusive} were ` +
      `inconclusive, took ${tookMin.toFixed(0)} min`,
  );
  process.exitCode = wrong === 0 ? 0 : 1;
}

/** The least change of the load's figure in the fault that the check would have seen. */
function seenOf({ figures }: Check, figure: string): string {
  const one = figures.find(
    ({ signal, phase, figure: its }) => signal === "shoppers" && phase === "fault" && its === figure,
  );
  return one?.wouldSee === undefined ? "–" : `+${Math.round(one.wouldSee * 100)} %`;
}

/**
 * Runs the command line.
 * @throws where it ends with none of these exit codes
 */
async function brownout(
  args: readonly string[],
  expected: readonly number[],
): Promise<{ readonly exitCode: number; readonly out: string }> {
  const command = spawn(process.execPath, ["src/cli.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [[exitCode], out, err] = await Promise.all([
    once(command, "close"),
    text(command.stdout),
    text(command.stderr),
  ]);
  if (!expected.includes(exitCode)) throw new Error(`brownout ${args.join(" ")} ended with ${exitCode}:\n${err}`);
  return { exitCode, out };
}
