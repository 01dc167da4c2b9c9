import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { codeSpansOf } from "../../site/markdown.ts";
import { simulate } from "../run/simulated-run.ts";
import { keepRun } from "../support/kept-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { notRun, otherPrograms } from "./not-run.ts";
import { pages, readPage, root } from "./pages.ts";
import { missingOf, problemOf } from "./parse-command.ts";
import { type Call, Shell } from "./shell.ts";
import { stepsOf } from "./walked-page.ts";

/** Runs that pages name. */
const RUNS = ["20261121-014331-yrb2", "20261122-090210-k3d1"];
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

const { events } = await simulate({ plan: { faults: [{ delayMs: 2000 }] } });

/** All that pages call, for what is to be said of all of them. */
const called: Call[] = [];

describe("a command in the documentation", () => {
  for (const page of pages) {
    const steps = stepsOf(readPage(page));
    if (!steps.some(({ kind }) => kind === "script")) continue;
    test(`is one that there is, and works where it can be run at once: ${page}`, async (context) => {
      const shell = new Shell(await temporaryFolder(context));
      let folder = await folderFor(context, page);
      const wrongs: string[] = [];
      for (const step of steps) {
        if (step.kind === "folder") folder = await folderFor(context, page);
        else if (step.kind === "file") write(join(folder, step.name), step.text);
        else {
          const { calls, wrong } = shell.run(step.text, folder);
          const problems = await Promise.all(calls.map(problemOfCall));
          const found = [wrong, ...problems].filter((one) => one !== undefined);
          wrongs.push(...found.map((one) => `${page}, in the block from line ${step.line} on: ${one}`));
          called.push(...calls);
        }
      }
      assert.equal(wrongs.join("\n"), "");
    });
  }

  test("that isn't run has a reason that some command has", () => {
    const lines = called.filter(([program]) => program === "brownout").map(([, ...args]) => args.join(" "));
    for (const [pattern] of notRun) {
      assert.ok(
        lines.some((line) => new RegExp(pattern).test(line)),
        `no command of a page fits ${pattern}`,
      );
    }
    for (const name of Object.keys(otherPrograms)) {
      assert.ok(
        called.some(([program]) => program === name),
        `no page calls ${name}`,
      );
    }
  });

  test("and each that prose mentions has the options that it is said to have", async () => {
    const wrongs: string[] = [];
    for (const page of pages) {
      for (const { line, text } of codeSpansOf(readPage(page))) {
        const [program, ...words] = text.trim().split(/\s+/);
        if (program !== "brownout" || words.length === 0) continue;
        const missing = await missingOf(words);
        if (missing !== undefined) wrongs.push(`${page}:${line}: \`${text}\`: ${missing}`);
      }
    }
    assert.equal(wrongs.join("\n"), "");
  });
});

/** A folder with what pages take for granted: files of this tree, those of folders/any and of the page's own folder beside it, and runs. */
async function folderFor(context: TestContext, page: string): Promise<string> {
  const folder = await temporaryFolder(context);
  for (const part of ["experiments", "fixtures", "examples", "editors"]) {
    const filter = (path: string) => basename(path) !== "node_modules";
    cpSync(join(root, part), join(folder, part), { recursive: true, filter });
  }
  for (const name of ["any", basename(page, ".md")]) {
    const own = join(import.meta.dirname, "folders", name);
    if (existsSync(own)) cpSync(own, folder, { recursive: true });
  }
  for (const run of RUNS) await keepRun(join(folder, ".brownout/runs"), run, events);
  return folder;
}

async function problemOfCall([program, ...args]: Call): Promise<string | undefined> {
  const ownArgs = program === "npm" && args.slice(0, 3).join(" ") === "run brownout --" ? args.slice(3) : undefined;
  if (program === "npm" && ownArgs === undefined) return problemOfNpm(args);
  const line = ownArgs ?? (program === "brownout" ? args : undefined);
  const problem = line && (await problemOf(line));
  return problem && `brownout ${args.join(" ")}: ${problem}`;
}

/** Words of npm that are no scripts. */
const NPM_WORDS = ["ci", "init", "install", "pack", "publish", "version"];

function problemOfNpm([word = "", name = ""]: readonly string[]): string | undefined {
  if (NPM_WORDS.includes(word)) return undefined;
  const script = word === "run" ? name : word;
  return Object.hasOwn(scripts, script) ? undefined : `npm ${word} ${name}: package.json has no such script`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
