import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { DayDesk } from "../../src/assembly/gameday/desk.ts";
import { openDesk } from "../../src/assembly/gameday/open-desk.ts";
import { endedRun } from "../../src/assembly/reported-run.ts";
import { renderHtml } from "../../src/report/formats/html.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { type DayServer, openDayServer } from "../../src/web/day-server.ts";
import { parsePageAddress, takePageAddress } from "../../src/web/page-address.ts";
import { writePairExperiment } from "../e2e/pair-experiment.ts";

const GAMEDAY = `name: pair-day
title: A day with a pair
every: 1 week on Tuesday 10:00 UTC
from: 2026-12-01
lasts: 1h
participants: { leader: Ada, scribe: Grace, observers: [Linus] }
environment: { is: staging, on: local }
experiments: [{ run: pair.yaml, hypothesis: Users wait a little longer. }]
way-back: [brownout recover]
`;

/** A day on pages with an experiment of a few seconds, which is run on this machine. */
export async function openRealDay(context: TestContext): Promise<{
  readonly desk: DayDesk;
  readonly folder: string;
  readonly links: DayServer["links"];
}> {
  const folder = await mkdtemp(join(tmpdir(), "brownout-day-"));
  await writePairExperiment(folder, {
    phases: { baseline: "500ms", fault: "5s", recovery: "500ms" },
    faults: [{ type: "latency", on: "front -> back", latency: "200ms" }],
  });
  const file = join(folder, "gameday.yaml");
  await writeFile(file, GAMEDAY);
  const runs = join(folder, ".brownout/runs");
  const nothing = () => undefined;
  const { desk, close } = await openDesk(
    {
      file,
      options: { runs, var: {} },
      resume: false,
      examine: async () => [],
      onEnded: async ({ folder, result }) => {
        await writeFile(join(folder.path, "report.html"), await renderHtml(await endedRun(folder, result)));
      },
    },
    {
      err: nothing,
      conceal: nothing,
      concealed: (text) => text,
      clock: systemClock,
      signal: new AbortController().signal,
    },
  );
  const server = openDayServer({
    desk,
    clock: systemClock,
    address: await takePageAddress(parsePageAddress()),
    runsFolder: runs,
    onFailure: (error) => {
      throw error;
    },
  });
  context.after(async () => {
    await desk.leaveFor("the test is over");
    await server.close();
    await close();
    await rm(folder, { recursive: true });
  });
  return { desk, folder, links: server.links };
}
