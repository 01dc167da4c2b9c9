/** Every experiment of the repository ends as it is documented to. Runs for minutes: `npm run test:experiments`. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { withoutImage } from "./support/docker.ts";

interface Documented {
  readonly name: string;
  /** The platforms that it is documented for. */
  readonly on: readonly string[];
  readonly verdict: string;
  readonly code: number;
  /** Undefined where it isn't the same every time. */
  readonly origin: string | null | undefined;
}

/** The rows of the table in experiments/README.md. */
const documented = [...readFileSync("experiments/README.md", "utf8").matchAll(/^\| \[`(.*)$/gm)].map(
  ([, row = ""]): Documented => {
    const [name = "", on = "", , , ends = "", origin = ""] = row.split("|").map((cell) => cell.trim());
    const [, verdict = "", code] = /^`(\w+)`, exit code (\d)$/.exec(ends) ?? [];
    const edge = origin === "varies" ? undefined : (/^`(.*)`$/.exec(origin)?.[1] ?? null);
    return { name: name.slice(0, name.indexOf("`")), on: on.split(", "), verdict, code: Number(code), origin: edge };
  },
);

const runs = mkdtempSync(join(tmpdir(), "brownout-experiments-"));
after(() => rmSync(runs, { recursive: true }));

test("every experiment is documented", () => {
  const files = ["", "ritual/"].flatMap((folder) => readdirSync(`experiments/${folder}`).map((name) => folder + name));
  const names = files.flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : []));
  assert.deepEqual(names.sort(), documented.map(({ name }) => name).sort());
});

const withoutEngine = await withoutImage("brownout-demo-service:0.1.0");

for (const { name, on, verdict, code, origin } of documented) {
  for (const platform of on) {
    const skip = platform === "compose" && withoutEngine;
    test(`${name} on ${platform} ends ${verdict}`, { skip }, async () => {
      const file = `experiments/${name}.yaml`;
      const run = await brownout("run", file, "--on", platform, "--json", "--runs", runs);
      const result = JSON.parse(run.stdout);
      assert.equal(result.verdict, verdict, `${result.reasons.join("\n")}\n${run.stderr}`);
      assert.equal(run.code, code);
      assert.equal(result.exitCode, code);
      // Only a proxy of ours measures edges, so that it can be seen which was slow first.
      if (platform === "local" && origin !== undefined) assert.equal(result.origin, origin);
      if (name === "pricing-slow-unprotected") checkCascade(result);
    });
  }
}

/** Five services are hurt, and the edge that it comes from answers all its calls. */
// biome-ignore lint/suspicious/noExplicitAny: the result is read as any client of the JSON would.
function checkCascade({ hurt, signals }: any): void {
  assert.ok(hurt.length >= 5, `only ${hurt} are hurt`);
  assert.ok(signals["checkout -> pricing"].fault.errorRate < 0.05);
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
