import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { reportCommand } from "../../src/cli/commands/report.ts";
import { type ExperimentInput, type RunResult, run } from "../../src/library/index.ts";
import type { resultDocument } from "../../src/report/json.ts";
import { pollUntil } from "../../src/values/clock/poll-until.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { journalsIn } from "../e2e/leftovers.ts";
import { runCommand } from "../support/run-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const pair: ExperimentInput = {
  name: "pair",
  system: { graph: fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url)) },
  load: { users: { request: "GET front/", rate: "100/s", timeout: "2s" } },
  phases: { baseline: "500ms", fault: "700ms", recovery: "500ms" },
  "steady-state": ["users.p50 < 1s"],
  faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
  expect: ["users.rate > 1/s"],
};

/** The paths of all fields, of lists and records those of their values: `.faults.id`. */
type Paths<Type, Path extends string = ""> = Type extends readonly (infer Item)[]
  ? Paths<Item, Path>
  : Type extends object
    ? {
        [Key in keyof Type & string]-?: PathsAt<NonNullable<Type[Key]>, string extends Key ? Path : `${Path}.${Key}`>;
      }[keyof Type & string]
    : never;
/** Data of an undo record is anything. */
type PathsAt<Type, Path extends string> = Path extends `${string}.data` ? Path : Path | Paths<Type, Path>;
type None<Type extends never> = Type;

test("gives what `brownout report --json` says of the run, the report, and what there was to say before it, also of two at once", async (context) => {
  const runsFolder = join(await temporaryFolder(context), "runs");
  const [{ report, warnings, ...document }, other] = await Promise.all([
    run(pair, { runsFolder }),
    run(pair, { runsFolder }),
  ]);
  assert.notEqual(document.runId, other.runId);
  const told = await runCommand(reportCommand, document.runId, "--json", "--runs", runsFolder);
  const { warnings: ofRun, ...again } = JSON.parse(told.out);
  assert.deepEqual(document, again);
  const ofPlan = "recovery needs 2.0 s to be judged and has 0.5 s";
  assert.deepEqual(warnings, [ofPlan, ...ofRun]);
  assert.equal(
    report,
    `warning: ${ofPlan}\n${(await runCommand(reportCommand, document.runId, "--runs", runsFolder)).out}`,
  );
  // The compiler's part: the type has every field.
  const withoutType: None<Exclude<Paths<ReturnType<typeof resultDocument>>, Paths<RunResult>>>[] = [];
  assert.deepEqual(withoutType, []);
});

test("ends early when its signal aborts, with all faults out", async (context) => {
  const runsFolder = join(await temporaryFolder(context), "runs");
  const abort = new AbortController();
  const running = run({ ...pair, phases: { ...pair.phases, fault: "10m" } }, { runsFolder, signal: abort.signal });
  const isIn = async () => (await journalsIn(runsFolder)).includes('"type":"injected"');
  assert.ok(await pollUntil(isIn, { clock: systemClock, everyMs: 20, withinMs: 20_000 }), "nothing was injected");
  abort.abort();
  const { stop, leftBehind, faults } = await running;
  assert.deepEqual(stop, { kind: "interrupted", signal: "SIGINT" });
  assert.deepEqual(leftBehind, []);
  assert.equal(typeof faults[0]?.undoneAtMs, "number");
});

test("refuses what makes no sense, in the words of files and without lines, before there is a run", async (context) => {
  const runsFolder = join(await temporaryFolder(context), "runs");
  const refuses = async (error: object, experiment: unknown, options: object = {}) =>
    assert.rejects(run(experiment as ExperimentInput, { runsFolder, ...options }), error);
  await refuses({ code: "E_USAGE", message: "cannot read away.yaml: there is no such file" }, "away.yaml");
  await refuses(
    {
      code: "E_EXPERIMENT",
      message: [
        "experiment: phases.baseline: found 5; a duration is a number with its unit: 250ms, 2.8s, 1m",
        'experiment: expect[0]: there is no load "user"; did you mean "users"? (allowed: users)',
      ].join("\n"),
    },
    { ...pair, phases: { ...pair.phases, baseline: 5 }, expect: ["user.rate > 1/s"] },
  );
  await refuses({ code: "E_ARGUMENT", message: /^run: runs: unknown key/ }, pair, { runs: "." });
  await refuses({ code: "E_USAGE", message: 'there is no platform "moon"' }, pair, { on: "moon" });
  const checkout = "http://127.0.0.1:1";
  const external = { ...pair, system: { external: { services: { front: checkout }, edges: {} } } };
  await refuses({ code: "E_USAGE", message: /^URLs are given for checkout, and the experiment's system isn't/ }, pair, {
    services: { checkout },
  });
  await refuses({ code: "E_USAGE", message: /the service "frnt", which .* did you mean "front"/ }, external, {
    services: { frnt: checkout },
  });
  await refuses({ code: "E_ARGUMENT", message: "run: services.front: expected an http URL" }, external, {
    services: { front: "127.0.0.1:1" },
  });
  await refuses({ code: "E_INTERRUPTED" }, pair, { signal: AbortSignal.abort() });
  assert.ok(!existsSync(runsFolder));
});

test("takes the variables that it is given, then the environment, of which no error shows a value", async () => {
  process.env.BROWNOUT_TEST_SECRET = "hunter2hunter2";
  const limits = { only: [`\${BROWNOUT_TEST_SECRET}`, `\${SERVICE}`] };
  try {
    await assert.rejects(run({ ...pair, limits }, { variables: { SERVICE: "frnt" } }), (error: Error) => {
      assert.match(error.message, /limits\.only\[1\]: .*"frnt".*did you mean "front"/);
      assert.match(error.message, /\$\{BROWNOUT_TEST_SECRET\}/);
      assert.doesNotMatch(inspect(error), /hunter2/);
      return true;
    });
  } finally {
    delete process.env.BROWNOUT_TEST_SECRET;
  }
});
