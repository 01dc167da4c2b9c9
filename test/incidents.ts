/**
 * Every incident goes as it is documented: all that is claimed of each of its variants holds. Runs for a quarter of an
 * hour: `npm run incidents`. TIMES=n plays each n times.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const times = Number(process.env.TIMES ?? 1);
const runs = mkdtempSync(join(tmpdir(), "brownout-incidents-"));
after(() => rmSync(runs, { recursive: true }));

interface Variant {
  readonly name: string;
  readonly run: string;
  readonly claims: readonly { readonly text: string; readonly holds: string }[];
}

for (const incident of readdirSync("experiments/incidents")) {
  for (let time = 1; time <= times; time++) {
    test(`${incident} goes as it is documented${times === 1 ? "" : `, ${time} of ${times}`}`, async () => {
      const args = ["src/cli.ts", "incidents", "run", incident, "--json", "--runs", runs];
      const options = { maxBuffer: 64 * 1024 * 1024 };
      const { stdout } = await run(process.execPath, args, options).catch((error) => error);
      const variants: readonly Variant[] = JSON.parse(stdout).variants;
      const failing = variants.flatMap(({ name, claims }) =>
        claims.filter(({ holds }) => holds !== "true").map((claim) => ({ variant: name, ...claim })),
      );
      assert.deepEqual(failing, []);
      assert.ok(variants.length > 1);
    });
  }
}
