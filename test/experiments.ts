/** Every experiment of the repository ends as it is documented to. Runs for minutes: `npm run test:experiments`. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { withoutImage } from "./support/docker.ts";

interface Documented {
  readonly verdict: string;
  readonly origin: string | null;
  /** Where it runs; locally unless said otherwise. */
  readonly on?: readonly string[];
}

/** The tests' own copy of what experiments/README.md says. */
const documented: Readonly<Record<string, Documented>> = {
  "pricing-slow-unprotected": { verdict: "aborted", origin: "checkout -> pricing" },
  "pricing-slow-protected": { verdict: "pass", origin: "checkout -> pricing", on: ["local", "compose"] },
  "pricing-kill": { verdict: "pass", origin: "checkout -> pricing" },
  "pricing-hang": { verdict: "aborted", origin: "checkout -> pricing" },
  "inventory-reset": { verdict: "pass", origin: "checkout -> inventory" },
  "user-slow-close": { verdict: "pass", origin: null },
  "pricing-container-kill": { verdict: "pass", origin: null, on: ["compose"] },
  "user-paused": { verdict: "pass", origin: null, on: ["compose"] },
  "inventory-partition": { verdict: "pass", origin: null, on: ["compose"] },
  "checkout-packet-loss-5": { verdict: "pass", origin: null, on: ["compose"] },
};

const runs = mkdtempSync(join(tmpdir(), "brownout-experiments-"));
after(() => rmSync(runs, { recursive: true }));

test("every experiment is documented here", () => {
  const names = readdirSync("experiments").flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : []));
  assert.deepEqual(names.sort(), Object.keys(documented).sort());
});

const withoutEngine = await withoutImage("brownout-demo-service:0.1.0");

for (const [name, { verdict, origin, on = ["local"] }] of Object.entries(documented)) {
  for (const platform of on) {
    const skip = platform === "compose" && withoutEngine;
    test(`${name} on ${platform} ends ${verdict}`, { skip }, async () => {
      const file = `experiments/${name}.yaml`;
      const { code, stdout, stderr } = await brownout("run", file, "--on", platform, "--json", "--runs", runs);
      const result = JSON.parse(stdout);
      assert.equal(result.verdict, verdict, `${result.reasons.join("\n")}\n${stderr}`);
      assert.equal(code, result.exitCode);
      // Only a proxy of ours measures edges, so that it can be seen which was slow first.
      if (platform === "local") assert.equal(result.origin, origin);
    });
  }
}

test("nothing of them is left in", async () => {
  const { code, stdout } = await brownout("recover", "--runs", runs);
  assert.equal(code, 0, stdout);
});

function brownout(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["src/cli.ts", ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
