import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { loadAll } from "js-yaml";
import { gamedayCommand } from "../../../src/cli/commands/gameday.ts";
import { startBrownout } from "../../e2e/brownout-process.ts";
import { gamedayText } from "../../files/gameday/gameday-example.ts";
import { runCommand } from "../../support/run-command.ts";
import { serve } from "../../support/serve.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const EXPERIMENTS = join(import.meta.dirname, "..", "..", "..", "experiments");
const EXPERIMENT = join(EXPERIMENTS, "pricing-slow-protected.yaml");
/** The example's first day has just begun. */
const NOW_MS = Date.parse("2026-12-01T10:05:00Z");

function gameday(...args: readonly string[]) {
  return gamedayAt(NOW_MS, ...args);
}

function gamedayAt(nowMs: number, ...args: readonly string[]) {
  return runCommand(
    (context) => gamedayCommand({ ...context, clock: { ...context.clock, wallMs: () => nowMs } }),
    ...args,
  );
}

async function written(context: TestContext, ...replaced: readonly (readonly [string, string])[]): Promise<string> {
  const path = join(await temporaryFolder(context), "gameday.yaml");
  await writeFile(path, gamedayText(["run: pricing-slow.yaml", `run: ${EXPERIMENT}`], ...replaced));
  return path;
}

const ONCE = [
  "every: 2 weeks on Tuesday 10:00 Europe/London\nfrom: 2026-12-01",
  "at: 2096-12-04 10:00 Asia/Kolkata",
] as const;
const PAST = [ONCE[0], "at: 2006-12-01 10:00 Asia/Kolkata"] as const;

describe("gameday", () => {
  test("init writes a day of a folder's experiments that check takes, and names what is none", async (context) => {
    const folder = await temporaryFolder(context);
    const experiment = (await readFile(EXPERIMENT, "utf8")).replaceAll("../", `${join(EXPERIMENTS, "..")}/`);
    await writeFile(join(folder, "pricing-slow-protected.yaml"), experiment);
    const people = ["--leader", "Ada", "--scribe", 'Grace "#: H"', "--observer", "Linus", "--experiments", folder];
    const init = (...more: readonly string[]) => gameday("init", "--out", folder, ...people, ...more);
    const first = await init("--every", "2 weeks on tuesday 10:00 Asia/Kolkata");
    assert.deepEqual([first.exitCode, first.out.split("\n")[0]], [0, `wrote ${join(folder, "gameday.yaml")}`]);
    const { out } = await gameday("check", join(folder, "gameday.yaml"));
    // It is a Tuesday: the next one is meant.
    assert.match(out, /: 1 experiment in staging, 44s of 2h\nnext: Tuesday 2026-12-08 10:00 \+05:30/);
    const text = await readFile(join(folder, "gameday.yaml"), "utf8");
    assert.match(
      text,
      /run: pricing-slow-protected.yaml\n {4}hypothesis: Checkout keeps answering when pricing takes 2.84 s/,
    );
    await assert.rejects(init("--at", "2026-12-08 10:00 UTC"), /there already/);
    await writeFile(join(folder, "notes.yaml"), "remember: the milk\n");
    const again = await init("--force", "--at", "2026-12-08 10:00 UTC", "--slo", "99.9%", "--on", "local");
    assert.match(
      again.out,
      /left out, as no experiment can be read from them:\n {2}\S*notes.yaml:1:1 name: found nothing/,
    );
    assert.equal(again.exitCode, 3);
    await assert.rejects(init("--force", "--every", "2 weeks on Tuesdy 10:00 UTC"), {
      code: "E_GAMEDAY",
      message: /gameday.yaml: every: found "Tuesdy"; did you mean "Tuesday"\?/,
    });
  });

  test("check reads the experiments and says when the next is", async (context) => {
    const { out } = await gameday("check", await written(context, ONCE));
    assert.match(out, /: 1 experiment in staging, .* of 2h\nnext: Tuesday 2096-12-04 10:00 \+05:30 \(Asia\/Kolkata\)/);
  });

  test("check refuses a date in the past", async (context) => {
    const file = await written(context, PAST);
    await assert.rejects(gameday("check", file), { code: "E_GAMEDAY", message: /gameday.yaml:2:5 at: it is over/ });
    await assert.rejects(gameday("next", file), /it was 2006-12-01 10:00 Asia\/Kolkata, and there is none to come/);
  });

  test("check refuses an experiment that isn't there, with the one that was meant", async (context) => {
    const file = await written(context, [EXPERIMENT, "pricng-slow.yaml"]);
    await cp(EXPERIMENT, join(file, "..", "pricing-slow.yaml"));
    const message =
      /gameday.yaml:8:10 experiments\[0\].run: cannot read .*: there is no such file; did you mean "pricing-slow.yaml"\?/;
    await assert.rejects(gameday("check", file), { code: "E_GAMEDAY", message });
  });

  test("check refuses two experiments of one name", async (context) => {
    const file = await written(context, ["way-back:", `  - { run: ${EXPERIMENT}, hypothesis: The same. }\nway-back:`]);
    await assert.rejects(
      gameday("check", file),
      /experiments\[1\].run: its name is pricing-slow-protected, as that of experiments\[0\]/,
    );
  });

  test("check refuses an experiment without a system on the day's platform", async (context) => {
    const file = await written(context, ["on: local", "on: external"]);
    await assert.rejects(
      gameday("check", file),
      /pricing-slow-protected has no system.external, and this day is held on external/,
    );
  });

  test("check refuses in production what has no abort criterion, or no limit of services that fits", async (context) => {
    const guard = `is: production, approver: B, window: "09:00 to 13:00", max-services: 2`;
    const rate = `rate: { prometheus: "http://127.0.0.1:9", query: up, below: 5/s }`;
    const file = await written(context, [EXPERIMENT, "own.yaml"], ["is: staging, on: local", `${guard}, ${rate}`]);
    const experiment = (await readFile(EXPERIMENT, "utf8")).replaceAll("../", `${join(EXPERIMENTS, "..")}/`);
    const withoutAbort = experiment.replace(/^abort:\n( .*\n)+/m, "");
    await writeFile(join(file, "..", "own.yaml"), withoutAbort);
    await assert.rejects(
      gameday("check", file),
      /has no abort criterion; .*\n.* has no limits.max-services; .* allows 2 at most/,
    );
    await writeFile(join(file, "..", "own.yaml"), `${experiment}\nlimits: { max-services: 9 }\n`);
    await assert.rejects(
      gameday("check", file),
      /run: pricing-slow-protected has 9 as limits.max-services; .* allows 2 at most$/,
    );
  });

  test("check says no value that must not be shown, of whichever experiment it is", async (context) => {
    const another = "- { run: first.yaml, hypothesis: Nobody notices. }\n  - run:";
    const file = await written(context, ["- run:", another], ONCE);
    const first = (await readFile(EXPERIMENT, "utf8"))
      .replaceAll("../", `${join(EXPERIMENTS, "..")}/`)
      .replace("name: pricing-slow-protected", "name: first")
      .replace("order-history/history\n", () => "order-history/history\n    headers:\n      x-kind: ${KIND}\n")
      .replace("expect:\n", "expect:\n  - history-readers.p99.9 < 1s\n");
    await writeFile(join(file, "..", "first.yaml"), first);
    const env = { ...process.env, KIND: "history-readers" };
    const { code, stderr } = await startBrownout(context, ["gameday", "check", file], undefined, { env }).ended;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^warning: first: "\$\{KIND\}\.p99\.9 < 1s"/m);
    assert.doesNotMatch(stderr, /history-readers/);
  });

  test("next --json has the time in UTC, in the day's zone and here", async (context) => {
    const { out } = await gameday("next", await written(context, ONCE), "--json");
    const { at, zone, local, here } = JSON.parse(out);
    assert.deepEqual([at, zone, local], ["2096-12-04T04:30:00.000Z", "Asia/Kolkata", "2096-12-04T10:00"]);
    assert.equal(typeof here.zone, "string");
  });

  test("next --due ends with 1 where the job is no game day's, and refuses what is no cron line", async (context) => {
    const file = await written(context, PAST);
    const { out, exitCode } = await gameday("next", file, "--due", "0 10 1 12 * Asia/Kolkata");
    assert.deepEqual([out, exitCode], ["not due", 1]);
    for (const line of ["0 */2 * * *", "0 10 * * 2 Mars", "61 10 * * 2"]) {
      await assert.rejects(gameday("next", file, "--due", line), /is no line that `gameday schedule` prints/);
    }
  });

  test("schedule prints YAML, and lines for a shell that end well where the day isn't due alone", async (context) => {
    const folder = await temporaryFolder(context);
    const file = await written(context);
    const print = async (what: string) => loadAll((await gameday("schedule", file, "--for", what)).out) as never[];
    const [workflow] = (await print("github")) as { jobs: { "game-day": { steps: { run?: string }[] } } }[];
    const script = workflow?.jobs["game-day"].steps.at(-1)?.run ?? "";
    const jobs = (await print("kubernetes")) as { spec: { schedule: string } }[];
    assert.deepEqual(
      jobs.map(({ spec }) => spec.schedule),
      ["0 10 * * 2", "0 9 * * 2"],
    );
    await writeFile(join(folder, "brownout"), '#!/bin/sh\necho "$@"\n[ "$2" != next ] || exit $CODE\n', {
      mode: 0o755,
    });
    const run = (code: number) => {
      const env = { PATH: `${folder}:${process.env.PATH}`, CODE: String(code), DUE: "0 9 * * 2" };
      const { status, stdout } = spawnSync("sh", ["-e", "-c", script], { env, encoding: "utf8" });
      return [status, stdout.match(/^(gameday|run) \w*/gm)?.length];
    };
    assert.deepEqual(
      [run(0), run(1), run(64)],
      [
        [0, 3],
        [0, 1],
        [64, 1],
      ],
    );
  });

  for (const [what, ...expected] of [
    [
      "cron",
      /^30 4 4 12 \* cd .* --due '30 4 4 12 \* UTC' > \/dev\/null && brownout gameday check .* --now && brownout run/m,
    ],
    ["github", /cron: "30 4 4 12 \*"/, /--due "\$DUE" \|\| exit/, /run: npm ci\n.*bin" >> "\$GITHUB_PATH"\n/],
    ["gitlab", /--cron '30 4 4 12 \*' --variable 'DUE:30 4 4 12 \*'/, /- npm ci\n.*bin:\$PATH"\n/],
    ["kubernetes", /schedule: "30 4 4 12 \*"\n {2}timeZone: Etc\/UTC/, /name: checkout-game-day-1/],
    ["ics", /DTSTART;TZID=Asia\/Kolkata:20961204T100000\r\n/, /TZOFFSETTO:\+0530/],
  ] as const) {
    test(`schedule --for ${what}`, async (context) => {
      const { out } = await gameday("schedule", await written(context, ONCE), "--for", what, "--zone", "UTC");
      for (const pattern of expected) assert.match(out, pattern);
    });
  }

  test("check refuses a day that could spend more than is left, but for a reason for that day", async (context) => {
    const budget = (exceed = "") => `budget: { slo: 99.9%, window: 30d, spent: spent.yaml${exceed} }\nway-back:`;
    const reason = (date: string) => `, exceed: { on: ${date}, because: It was agreed. }`;
    const file = await written(context, ["way-back:", budget()]);
    const check = async (spent: string, exceed?: string) => {
      await writeFile(join(file, "..", "spent.yaml"), spent);
      await writeFile(
        file,
        gamedayText(["run: pricing-slow.yaml", `run: ${EXPERIMENT}`], ["way-back:", budget(exceed)]),
      );
      return gameday("check", file);
    };
    const spent = (failed: number, asOf = "2026-11-30") => `as-of: ${asOf}\nrequests: 10000000\nfailed: ${failed}\n`;
    assert.match(
      (await check(spent(1200))).out,
      /8,800 of 10,000 requests are left .*99.9 % .*\n.*could fail 8,800 at most/,
    );
    const tooMuch = /gameday.yaml:10:9 budget: the planned faults could fail 8,800 requests, and 8,799 are left/;
    await assert.rejects(check(spent(1201)), { code: "E_GAMEDAY", message: tooMuch });
    await assert.rejects(check(spent(1201), reason("2026-12-15")), { message: tooMuch });
    assert.match((await check(spent(1201), reason("2026-12-01"))).out, /more than is left: It was agreed/);
    await assert.rejects(check(spent(0, "2026-11-28")), { code: "E_BUDGET_UNKNOWN", exitCode: 3 });
    await assert.rejects(check(spent(10_000_001)), /spent.yaml:3:9 failed: more failed than there were requests/);
  });

  test("check --now asks for the live rate, and refuses where it is too high, unknown, or it is too late", async (context) => {
    let rate = "4.5";
    let nowMs = NOW_MS;
    const address = await serve(context, (_, response) => {
      const result = [{ metric: {}, value: [NOW_MS / 1000, rate] }];
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
    const file = await written(context);
    const check = async (window: string, url = `http://${address}`) => {
      const guard = `is: production, approver: B, window: ${window}, max-services: 9`;
      const environment = `${guard}, rate: { prometheus: "${url}", query: up, below: 5/s }`;
      await writeFile(
        file,
        gamedayText(["run: pricing-slow.yaml", "run: limited.yaml"], ["is: staging, on: local", environment]),
      );
      return gamedayAt(nowMs, "check", file, "--now");
    };
    const experiment = (await readFile(EXPERIMENT, "utf8")).replaceAll("../", `${join(EXPERIMENTS, "..")}/`);
    await writeFile(join(file, "..", "limited.yaml"), `${experiment}\nlimits: { max-services: 9 }\n`);
    assert.match((await check("10:00 to 12:00")).out, /the live rate is 4.5\/s, below 5\/s/);
    rate = "5";
    await assert.rejects(check("10:00 to 12:00"), /environment.rate: the live rate is 5\/s, and must be below 5\/s/);
    await assert.rejects(check("10:00 to 12:00", "http://127.0.0.1:9"), { code: "E_NO_SAMPLE", exitCode: 3 });
    nowMs = Date.parse("2026-12-08T10:05:00Z");
    await assert.rejects(
      check("10:00 to 12:00"),
      /environment: it isn't the day: the next one is 2026-12-15T10:00 in Europe/,
    );
    rate = "4.5";
    // 44 s from 11:59:16 on end in time.
    nowMs = Date.parse("2026-12-01T11:59:16Z");
    assert.match((await check("10:00 to 12:00")).out, /the live rate is/);
    nowMs = Date.parse("2026-12-01T11:59:17Z");
    await assert.rejects(check("10:00 to 12:00"), /environment.window: it is 11:59 in Europe\/London, and the 1 min/);
    nowMs = Date.parse("2026-12-01T12:00:00Z");
    await assert.rejects(
      check("10:00 to 12:00"),
      /environment.window: it is 12:00 in Europe\/London, and the 1 min of the experiments wouldn/,
    );
  });
});
