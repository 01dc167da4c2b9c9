/**
 * The cost of starting a command line, beside bare Node, in turns in one run: as built and from the tree, or those that
 * are named instead, such as two installed packages. `npm run build && node bench/cli.ts [CLI...]`
 */
import { spawnSync } from "node:child_process";

const ROUNDS = 25;
const EXPERIMENT = "experiments/pricing-slow-protected.yaml";
const commands: readonly (readonly string[])[] = [["--version"], ["validate", EXPERIMENT], ["plan", EXPERIMENT]];

const given = process.argv.slice(2);
const clis = given.length > 0 ? given : ["dist/src/cli.js", "src/cli.ts"];
const contenders: readonly (readonly string[])[] = [
  ["-e", "0"],
  ...commands.flatMap((command) => clis.map((cli) => [cli, ...command])),
];

/** Times of each contender, in milliseconds. */
const timesMs = contenders.map((): number[] => []);
// The first round is not counted: it fills the caches of the file system and of compiled code.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [index, args] of contenders.entries()) {
    const from = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
    if (round > 0) timesMs[index]?.push(performance.now() - from);
  }
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
const bare = median(timesMs[0] ?? []);
console.log("| command | median ms | x bare node |\n|---|---:|---:|");
for (const [index, times] of timesMs.entries()) {
  const command = ["node", ...(contenders[index] ?? [])].join(" ");
  console.log(`| ${command} | ${median(times).toFixed(0)} | ${(median(times) / bare).toFixed(2)} |`);
}
