import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { Visitor } from "../web/asking.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const GAMEDAY = `name: pair-day
every: 1 week on Tuesday 10:00 UTC
from: 2026-12-01
lasts: 1h
participants: { leader: Ada, scribe: Grace, observers: [Linus] }
environment: { is: staging, on: local }
experiments: [{ run: pair.yaml, hypothesis: Nobody notices. }]
way-back: [brownout recover]
`;

async function startDay(context: TestContext) {
  const folder = await temporaryFolder(context);
  await writePairExperiment(folder);
  await writeFile(join(folder, "gameday.yaml"), GAMEDAY);
  const args = ["gameday", "run", "gameday.yaml", "--web", "--var", "SPARE=hush"];
  const { child, ended } = startBrownout(context, args, folder);
  const links = await linksSaidBy(child.stdout, ended);
  return { child, ended, links };
}

/** Resolves with the links by role, once the process has printed them. */
async function linksSaidBy(
  stdout: NodeJS.ReadableStream | null,
  ended: Promise<object>,
): Promise<Record<string, string>> {
  let said = "";
  const links = new Promise<Record<string, string>>((resolve) => {
    stdout?.on("data", (data: Buffer) => {
      said += data;
      const found = [...said.matchAll(/^ {2}(leader|scribe|observer) +(http:\S+)\n/gm)];
      if (found.length === 3) resolve(Object.fromEntries(found.map(([, role, url]) => [role, url])));
    });
  });
  const none = ended.then((end): never => {
    throw new Error(`it printed no links: ${JSON.stringify(end)}`);
  });
  return await Promise.race([links, none]);
}

describe("gameday run --web", () => {
  test("is led by links from its beginning to its end, and the terminal tells of it", async (t) => {
    const { links, ended } = await startDay(t);
    const { visitor: ada } = await Visitor.at(links.leader ?? "", "Ada");
    for (const [name, body] of [
      ["begin", {}],
      ["note", { text: "too early" }],
      ["no-go", { why: "nobody is on call" }],
      ["reviewed", {}],
      ["end", {}],
    ] as const) {
      const { status, text } = await ada.post(`ask/${name}`, body);
      assert.equal(status, 200, text);
    }
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Ada is here \(leader\)/);
    assert.match(stdout, /Ada notes: too early/);
    assert.match(stdout, /no-go: nobody is on call/);
  });

  test("is left by Ctrl-C where it was begun, and its pages are told", async (t) => {
    const { links, child, ended } = await startDay(t);
    const { page } = await Visitor.at(links.observer ?? "", "Linus");
    child.kill("SIGINT");
    await page.next("happened", ({ type }: { type: string }) => type === "left");
    const { code, stdout } = await ended;
    assert.equal(code, 130);
    assert.match(stdout, /^Take it up again: .* gameday\.yaml --resume --web --runs \S+ --var SPARE=\.\.\.$/m);
  });

  test("isn't at an address that others reach, and begins no day then", async (t) => {
    const folder = await temporaryFolder(t);
    const args = ["gameday", "run", "gameday.yaml", "--web", "0.0.0.0:8080"];
    const { ended } = startBrownout(t, args, folder);
    const { code, stderr } = await ended;
    assert.equal(code, 64);
    assert.match(stderr, /a game day's page can't be at 0\.0\.0\.0:8080: it is for this machine alone/);
  });
});
