/**
 * The cost of starting a command line, beside bare Node, in one run: `--version` and `validate`, from the tree and as
 * built. `npm run build && node bench/cli.ts`
 */
import { spawnSync } from "node:child_process";

const ROUNDS = 25;
const EXPERIMENT = "experiments/pricing-slow-protected.yaml";

const contenders: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "dist/src/cli.js --version": ["dist/src/cli.js", "--version"],
  "dist/src/cli.js validate": ["dist/src/cli.js", "validate", EXPERIMENT],
  "src/cli.ts --version": ["src/cli.ts", "--version"],
  "src/cli.ts validate": ["src/cli.ts", "validate", EXPERIMENT],
};

const timesMs = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args] of Object.entries(contenders)) {
    const from = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    timesMs.get(name)?.push(performance.now() - from);
  }
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
const bare = median(timesMs.get("node -e 0") ?? []);
console.log("| command | median ms | x bare node |\n|---|---:|---:|");
for (const [name, times] of timesMs) {
  console.log(`| ${name} | ${median(times).toFixed(0)} | ${(median(times) / bare).toFixed(2)} |`);
}
