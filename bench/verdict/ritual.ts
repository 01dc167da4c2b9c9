import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../run-file.ts";
import { besideBusyLoops, LOOPS_A_CORE, levelName } from "./busy-loops.ts";

const FOLDER = "experiments/ritual";

/** Runs the ritual's experiments beside each number of busy loops and prints their verdicts. */
export async function ritualRuns(on: string): Promise<void> {
  const runs = mkdtempSync(join(tmpdir(), "brownout-ritual-"));
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
  process.stdout.write(`| on ${on} | ${names.join(" | ")} |\n|---|${names.map(() => "---|").join("")}\n`);
  try {
    for (const loops of LOOPS_A_CORE) {
      const verdicts: string[] = [];
      for (const name of names) {
        const { verdict, reasons } = await besideBusyLoops(loops, () => runFile(join(FOLDER, name), on, runs));
        verdicts.push(verdict);
        process.stderr.write(`${name}, ${levelName(loops)}: ${verdict}: ${reasons.join("; ")}\n`);
      }
      process.stdout.write(`| ${levelName(loops)} | ${verdicts.join(" | ")} |\n`);
    }
  } finally {
    rmSync(runs, { recursive: true });
  }
}
