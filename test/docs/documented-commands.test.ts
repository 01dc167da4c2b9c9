import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import { codeSpansOf } from "../../site/markdown.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { keepRecords } from "./kept-records.ts";
import { notRun, otherPrograms } from "./not-run.ts";
import { pages, readPage, root } from "./pages.ts";
import { missingOf, problemOf } from "./parse-command.ts";
import { type Call, Shell } from "./shell.ts";
import { stepsOf } from "./walked-page.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

/** All that pages call, for what is to be said of all of them. */
const called: Call[] = [];

describe("a command in the documentation", () => {
  let records: string;
  before(async () => {
    records = await mkdtemp(join(tmpdir(), "brownout-docs-"));
    await keepRecords(records);
  });
  after(() => rm(records, { recursive: true }));

  /** A folder with what pages take for granted: files of this tree, those of folders/any and of the page's own folder beside it, and records. */
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
    // With the rights that they have: what is open to others is no run.
    execFileSync("cp", ["-a", records, join(folder, ".brownout")]);
    return folder;
  }

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
