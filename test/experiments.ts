/** Every experiment of the repository ends as it is documented to. Runs for minutes: `npm run test:experiments`. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

interface Documented {
  readonly name: string;
  readonly verdict: string;
  readonly code: number;
  readonly origin: string | null;
}

/** The rows of the table in experiments/README.md. */
const documented = [...readFileSync("experiments/README.md", "utf8").matchAll(/^\| \[`(.*)$/gm)].map(
  ([, row = ""]): Documented => {
    const [name = "", , , ends = "", origin = ""] = row.split("|").map((cell) => cell.trim());
    const [, verdict = "", code] = /^`(\w+)`, exit code (\d)$/.exec(ends) ?? [];
    const edge = /^`(.*)`$/.exec(origin)?.[1] ?? null;
    return { name: name.slice(0, name.indexOf("`")), verdict, code: Number(code), origin: edge };
  },
);

const runs = mkdtempSync(join(tmpdir(), "brownout-experiments-"));
after(() => rmSync(runs, { recursive: true }));

test("every experiment is documented", () => {
  const names = readdirSync("experiments").flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -5)] : []));
  assert.deepEqual(names.sort(), documented.map(({ name }) => name).sort());
});

for (const { name, verdict, code, origin } of documented) {
  test(`${name} ends ${verdict}`, async () => {
    const run = await brownout("run", `experiments/${name}.yaml`, "--json", "--runs", runs);
    const result = JSON.parse(run.stdout);
    assert.equal(result.verdict, verdict, `${result.reasons.join("\n")}\n${run.stderr}`);
    assert.equal(run.code, code);
    assert.equal(result.exitCode, code);
    assert.equal(result.origin, origin);
    if (name === "pricing-slow-unprotected") checkCascade(result);
  });
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
