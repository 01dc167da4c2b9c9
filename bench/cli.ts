/**
 * The cost of starting a command line, beside bare Node, in turns in one run: as built and from the tree, or those that
 * are named instead, such as two installed packages. `npm run build && node bench/cli.ts [CLI...]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const ROUNDS = 25;
const EXPERIMENT = "experiments/pricing-slow-protected.yaml";
const runs = mkdtempSync(join(tmpdir(), "brownout-bench-"));

interface Contender {
  readonly name: string;
  readonly args: readonly string[];
  readonly measure: (args: readonly string[]) => Promise<number>;
}

const commands = [
  { verb: ["--version"], measure: untilEnd },
  { verb: ["validate", EXPERIMENT], measure: untilEnd },
  { verb: ["plan", EXPERIMENT], measure: untilEnd },
  { verb: ["run", EXPERIMENT, "--runs", runs], measure: untilFirstLine },
];

const given = process.argv.slice(2);
const clis = given.length > 0 ? given : ["dist/src/cli.js", "src/cli.ts"];
const contenders: readonly Contender[] = [
  { name: "node -e 0", args: ["-e", "0"], measure: untilEnd },
  ...commands.flatMap(({ verb, measure }) =>
    clis.map((cli) => ({ name: `node ${cli} ${verb.slice(0, 2).join(" ")}`, args: [cli, ...verb], measure })),
  ),
];

/** The time in ms that a process takes. */
async function untilEnd(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [[status], stderr] = await Promise.all([once(child, "close"), text(child.stderr), text(child.stdout)]);
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - from;
}

/** The time in ms until a run says its first line, which is then ended. */
async function untilFirstLine(args: readonly string[]): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended]);
  const tookMs = performance.now() - from;
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  child.kill("SIGTERM");
  const [status] = await ended;
  if (status !== 143) throw new Error(`${args.join(" ")} ended with ${status}`);
  return tookMs;
}

/** Times of each contender, in milliseconds. */
const timesMs = contenders.map((): number[] => []);
try {
  // The first round is not counted: it fills the caches of the file system and of compiled code.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { args, measure }] of contenders.entries()) {
      const tookMs = await measure(args);
      if (round > 0) timesMs[index]?.push(tookMs);
    }
  }
} finally {
  rmSync(runs, { recursive: true });
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
const bare = median(timesMs[0] ?? []);
console.log("| command | median ms | x bare node |\n|---|---:|---:|");
for (const [index, times] of timesMs.entries()) {
  const took = median(times);
  console.log(`| ${contenders[index]?.name} | ${took.toFixed(0)} | ${(took / bare).toFixed(2)} |`);
}
