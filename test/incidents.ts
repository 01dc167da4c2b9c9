/**
 * Every incident goes as it is documented, unprotected and protected: all that is claimed of both holds. Runs for a quarter
 * of an hour: `npm run incidents`. TIMES=n plays each n times, VARIANTS=all the other variants, too.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { withoutKafka } from "./support/kafka/without-kafka.ts";

const run = promisify(execFile);
const times = Number(process.env.TIMES ?? 1);
const variants = process.env.VARIANTS === "all" ? [] : ["--variant", "unprotected", "protected"];
const runs = mkdtempSync(join(tmpdir(), "brownout-incidents-"));
after(() => rmSync(runs, { recursive: true }));

interface Variant {
  readonly name: string;
  readonly run: string;
  readonly claims: readonly { readonly text: string; readonly holds: string }[];
}

/** Those that need more than Node, with the reason why they can't be played here. */
const skipped: Readonly<Record<string, string | false>> = { projector: await withoutKafka() };

for (const incident of readdirSync("experiments/incidents")) {
  for (let time = 1; time <= times; time++) {
    const skip = skipped[incident] ?? false;
    test(`${incident} goes as it is documented${times === 1 ? "" : `, ${time} of ${times}`}`, { skip }, async () => {
      const args = ["src/cli.ts", "incidents", "run", incident, "--json", "--runs", runs, ...variants];
      const options = { maxBuffer: 64 * 1024 * 1024 };
      const { stdout } = await run(process.execPath, args, options).catch((error) => error);
      const played: readonly Variant[] = JSON.parse(stdout).variants;
      const failing = played.flatMap(({ name, claims }) =>
        claims.filter(({ holds }) => holds !== "true").map((claim) => ({ variant: name, ...claim })),
      );
      assert.deepEqual(failing, []);
      assert.ok(played.length > 1);
    });
  }
}
