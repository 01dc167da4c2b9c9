import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { DayContext } from "../../../src/assembly/gameday/day-context.ts";
import { type OpenDeskInput, openDesk } from "../../../src/assembly/gameday/open-desk.ts";
import { findingText } from "../../../src/files/gameday/finding-text.ts";
import { gamedaysBeside } from "../../../src/records/journal/day-folder.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { pairExperiment } from "../../e2e/pair-experiment.ts";
import { ada } from "../../support/day-events.ts";
import { serve } from "../../support/serve.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The day has just begun. */
const NOW_MS = Date.parse("2026-12-01T10:05:00Z");

function contextAt(nowMs: number): DayContext & { readonly said: string[] } {
  const said: string[] = [];
  return {
    err: (text) => void said.push(text),
    conceal: () => undefined,
    concealed: (text) => text,
    clock: { ...systemClock, wallMs: () => nowMs },
    signal: new AbortController().signal,
    said,
  };
}

/** A day in a folder of its own; `changes` replaces whole keys of its file. */
async function writtenDay(
  context: TestContext,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<OpenDeskInput> {
  const folder = await temporaryFolder(context);
  const experiment = { ...pairExperiment, abort: ["users.error_rate > 90% over 1s"], limits: { "max-services": 2 } };
  await writeFile(join(folder, "pair.yaml"), JSON.stringify(experiment));
  const day = {
    name: "pair-day",
    every: "week on Tuesday 10:00 UTC",
    from: "2026-12-01",
    lasts: "1h",
    participants: { leader: "Ada", scribe: "Grace" },
    environment: { is: "staging", on: "local" },
    experiments: [{ run: "pair.yaml", hypothesis: "Nobody notices." }],
    "way-back": ["brownout recover"],
    ...changes,
  };
  const file = join(folder, "gameday.yaml");
  await writeFile(file, JSON.stringify(day));
  const options = { var: {}, runs: join(folder, ".brownout", "runs") };
  return { file, resume: false, options, examine: async () => [], onEnded: async () => undefined };
}

describe("opening the desk", () => {
  test("checks the guard of production again before each experiment", async (context) => {
    let rate = 4;
    const address = await serve(context, (_, response) => {
      const result = [{ metric: {}, value: [NOW_MS / 1000, String(rate)] }];
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
    const guard = { approver: "Barbara", window: "09:00 to 13:00", "max-services": 2 };
    const limit = { prometheus: `http://${address}`, query: "up", below: "5/s" };
    const input = await writtenDay(context, { environment: { is: "production", on: "local", ...guard, rate: limit } });
    const { desk, close } = await openDesk(input, contextAt(NOW_MS));
    await desk.come(ada);
    await desk.begin(ada);
    const seen = desk.state.steps[0]?.checks.find(({ what }) => what === "production now");
    assert.deepEqual([seen?.outcome, seen?.detail], ["ok", "the live rate is 4/s, below 5/s"]);
    rate = 100;
    await assert.rejects(desk.decide(ada, true), /production now: .*the live rate is 100\/s, and must be below 5\/s/);
    rate = 4;
    await writeFile(join(input.file, "..", "pair.yaml"), JSON.stringify({ ...pairExperiment, abort: [] }));
    await assert.rejects(desk.decide(ada, true), /has no abort criterion/);
    assert.equal(desk.state.stage.kind, "deciding");
    await desk.leave(ada, "It is too busy.");
    await close();

    const later = await openDesk({ ...input, resume: true }, contextAt(NOW_MS + 7 * 24 * 3_600_000));
    const then = later.desk.state.steps[0]?.checks.find(({ what }) => what === "production now");
    assert.equal(then?.outcome, "refused");
    assert.match(then.detail, /it isn't the day any more: it was 2026-12-01T10:00 in UTC/);
    await later.close();
  });

  test("begins no day where it is interrupted while it looks", async (context) => {
    const input = await writtenDay(context);
    const interrupt = new AbortController();
    const examine = async () => {
      interrupt.abort("SIGINT");
      return [];
    };
    const world = { ...contextAt(NOW_MS), signal: interrupt.signal };
    await assert.rejects(openDesk({ ...input, examine }, world), { code: "E_INTERRUPTED", exitCode: 130 });
    assert.equal(existsSync(gamedaysBeside(input.options.runs)), false);
  });

  test("keeps one day a date, whose agreement no change of the file changes", async (context) => {
    const input = await writtenDay(context);
    const first = await openDesk(input, contextAt(NOW_MS));
    await assert.rejects(openDesk(input, contextAt(NOW_MS)), {
      code: "E_DAY_REFUSED",
      message: /: process \d+ holds it/,
    });
    await assert.rejects(openDesk({ ...input, resume: true }, contextAt(NOW_MS)), { code: "E_DAY_REFUSED" });
    await first.desk.come(ada);
    await first.desk.leave(ada, "lunch");
    await first.close();
    await assert.rejects(openDesk(input, contextAt(NOW_MS)), { hint: /--resume/ });

    const text = await readFile(input.file, "utf8");
    await writeFile(input.file, text.replace("Nobody notices.", "Everybody notices."));
    const world = contextAt(NOW_MS);
    const again = await openDesk({ ...input, resume: true }, world);
    assert.match(world.said.join("\n"), /was changed since the day began/);
    assert.equal(again.desk.state.agreement.experiments[0]?.hypothesis, "Nobody notices.");
    assert.deepEqual(again.folder.id, "2026-12-01-pair-day");
    await again.desk.come(ada);
    await again.desk.begin(ada);
    await again.desk.decide(ada, false, "known");
    await again.desk.reviewed(ada);
    await again.desk.end(ada);
    await again.close();
    await assert.rejects(openDesk({ ...input, resume: true }, contextAt(NOW_MS)), /no day of pair-day/);
    const findings = join(input.file, "..", "findings");
    await mkdir(findings);
    const finding = {
      title: "No alarm",
      severity: "high",
      owner: "Linus",
      experiment: "pair",
      gameday: "d",
      text: "",
    } as const;
    await writeFile(join(findings, "2026-11-17-1.md"), findingText({ ...finding, status: "open" }));
    await writeFile(join(findings, "2026-11-17-2.md"), findingText({ ...finding, status: "closed" }));
    await writeFile(join(findings, "notes.md"), "Remember the milk.");
    const second = await openDesk(input, contextAt(NOW_MS));
    assert.equal(second.folder.id, "2026-12-01-pair-day-2");
    const before = second.desk.state.checks
      .filter(({ what }) => what === "findings before")
      .map(({ detail }) => detail);
    assert.equal(before[0], "still open: No alarm (high, Linus, 2026-11-17-1.md)");
    assert.match(before[1] ?? "", /notes.md:1:1/);
    await second.close();
  });

  test("takes up the last day that isn't over, and says so where a later one is", async (context) => {
    const input = await writtenDay(context);
    const left = await openDesk(input, contextAt(NOW_MS));
    await left.desk.come(ada);
    await left.desk.leave(ada, "lunch");
    await left.close();
    const nextWeek = contextAt(NOW_MS + 7 * 24 * 3_600_000);
    const held = await openDesk(input, nextWeek);
    await held.desk.come(ada);
    await held.desk.begin(ada);
    await held.desk.decide(ada, false, "known");
    await held.desk.reviewed(ada);
    await held.desk.end(ada);
    await held.close();
    const again = await openDesk({ ...input, resume: true }, nextWeek);
    assert.equal(again.folder.id, "2026-12-01-pair-day");
    assert.equal(
      nextWeek.said.at(-1),
      "taking up 2026-12-01-pair-day, the last day of pair-day that isn't over; 2026-12-08-pair-day came after it, and is over",
    );
    await again.close();
  });

  test("refuses to go on with what was kept and changed afterwards", async (context) => {
    const input = await writtenDay(context);
    const { desk, folder, close } = await openDesk(input, contextAt(NOW_MS));
    await desk.come(ada);
    await desk.leave(ada, "lunch");
    await close();
    await writeFile(folder.filePath, `${await readFile(folder.filePath, "utf8")} `);
    await assert.rejects(openDesk({ ...input, resume: true }, contextAt(NOW_MS)), { code: "E_JOURNAL_CORRUPT" });
    await writeFile(folder.journalPath, (await readFile(folder.journalPath, "utf8")).replace('"left"', '"lost"'));
    await assert.rejects(openDesk({ ...input, resume: true }, contextAt(NOW_MS)), /no day of pair-day/);
  });

  test("begins nothing for a day in the past, or where an experiment can't be planned", async (context) => {
    const past = await writtenDay(context, { every: undefined, from: undefined, at: "2006-12-01 10:00 UTC" });
    await assert.rejects(openDesk(past, contextAt(NOW_MS)), /it is over/);
    const faults = [{ type: "latency", on: "front -> nobody", latency: "200ms" }];
    const input = await writtenDay(context);
    await writeFile(join(input.file, "..", "pair.yaml"), JSON.stringify({ ...pairExperiment, faults }));
    await assert.rejects(openDesk(input, contextAt(NOW_MS)), { exitCode: 64 });
  });
});
