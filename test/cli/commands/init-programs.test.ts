import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { initCommand } from "../../../src/cli/commands/init.ts";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import type { GraphService } from "../../../src/files/graph/graph.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

async function folderWith(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(context);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** The services that were written, once the experiment beside them is seen to be right and to plan without a warning. */
async function servicesIn(folder: string, experiment: string): Promise<readonly GraphService[]> {
  const file = join(folder, experiment);
  assert.equal((await runCommand(validateCommand, file)).out, `ok ${file}`);
  assert.doesNotMatch((await runCommand(planCommand, file)).out, /WARNING/);
  const path = join(folder, "graph.yaml");
  return parseGraph({ path, text: await readFile(path, "utf8") }, undefined).services;
}

describe("init --procfile", () => {
  const procfile = `# a shop
web: node web.js -p $PORT "two words"
worker: QUEUE=mail node worker.js | tee log

release: node migrate.js
`;

  test("writes a graph of its processes and an experiment that plans, and says what it could not tell", async (t) => {
    const folder = await folderWith(t, { Procfile: procfile, ".env": "" });
    const { out } = await runCommand(initCommand, "--procfile", join(folder, "Procfile"));
    const [web, worker, ...others] = await servicesIn(folder, "restart-web.yaml");
    assert.deepEqual(web?.program?.command, ["node", "web.js", "-p", "{{port}}", "two words"]);
    assert.deepEqual(worker?.program?.command, ["sh", "-c", "QUEUE=mail node worker.js | tee log"]);
    assert.deepEqual(worker?.program?.ready.by, { kind: "log", pattern: "." });
    assert.deepEqual(others, []);
    for (const said of [
      /who calls whom: add `calls`/,
      /whether worker takes requests/,
      /release is run once/,
      /\.env is/,
    ]) {
      assert.match(out, said);
    }
    assert.match(out, /next: look at the request in the experiment, then/);
    const again = await runCommand(
      initCommand,
      "--procfile",
      join(folder, "Procfile"),
      "--request",
      "GET web/",
      "--force",
    );
    assert.match(again.out, /next:\n/);
  });

  test("leaves to a shell what only a shell does", async (t) => {
    const lines = [
      'node s.js --name "$NAME"',
      'node "`pwd`/s.js"',
      "exec gunicorn app",
      ". ./env.sh",
      "cd server",
      "node s.js # on port 80",
      "A='b c' node s.js",
    ];
    const plain = [`node s.js --port "$PORT" --dir '\\d' -x=1 a#b`, "env exec app"];
    const text = [...lines, ...plain].map((line, at) => `p${at}: ${line}\n`).join("");
    const folder = await folderWith(t, { Procfile: text });
    await runCommand(initCommand, "--procfile", join(folder, "Procfile"));
    const services = await servicesIn(folder, "restart-p0.yaml");
    assert.deepEqual(
      services.map(({ program }) => program?.command),
      [
        ...lines.map((line) => ["sh", "-c", line]),
        ["node", "s.js", "--port", "{{port}}", "--dir", "\\d", "-x=1", "a#b"],
        ["env", "exec", "app"],
      ],
    );
  });

  test("starts them in the Procfile's folder, wherever the graph is", async (t) => {
    const folder = await folderWith(t, { "app/Procfile": "api: node api.js" });
    const out = join(folder, "chaos");
    await runCommand(initCommand, "--procfile", join(folder, "app/Procfile"), "--out", out);
    const [api] = await servicesIn(out, "restart-api.yaml");
    assert.equal(api?.program?.cwd, join(folder, "app"));
  });

  test("refuses what is none, and overwrites nothing unless it is told to", async (t) => {
    const folder = await folderWith(t, {
      bad: "web: a\nb c",
      empty: "#",
      Procfile: "web: node a",
      "graph.yaml": "mine",
    });
    const init = (...args: string[]) => runCommand(initCommand, "--procfile", ...args);
    await assert.rejects(init(join(folder, "bad")), { exitCode: 64, message: /bad:2 is no process of a Procfile/ });
    await assert.rejects(init(join(folder, "empty")), { exitCode: 64, message: /has no process/ });
    await assert.rejects(init(join(folder, "Procfile")), { exitCode: 64, message: /there already/ });
    assert.equal(await readFile(join(folder, "graph.yaml"), "utf8"), "mine");
    await init(join(folder, "Procfile"), "--force");
    assert.match(await readFile(join(folder, "graph.yaml"), "utf8"), /node a/);
    await assert.rejects(init("a", "--compose", "b"), { exitCode: 64, message: /--compose and --procfile name two/ });
  });
});

describe("init --package", () => {
  test("writes a graph of the start scripts of its workspaces", async (t) => {
    const start = JSON.stringify({ name: "@shop/web", scripts: { start: "node web.js" } });
    const folder = await folderWith(t, {
      "package.json": JSON.stringify({ name: "shop", workspaces: ["packages/*", "!packages/old"] }),
      "packages/web/package.json": start,
      "packages/stock/package.json": JSON.stringify({ scripts: { start: "./stock" } }),
      "packages/old/package.json": start,
      "packages/lib/package.json": "{}",
    });
    const { out } = await runCommand(initCommand, "--package", folder);
    const services = await servicesIn(folder, "restart-web.yaml");
    assert.deepEqual(
      services.map(({ name, program }) => [name, program?.command, program?.cwd]),
      [
        ["stock", ["npm", "start"], join(folder, "packages/stock")],
        ["web", ["npm", "start"], join(folder, "packages/web")],
      ],
    );
    assert.match(out, /packages\/lib has no start script, and is left out/);
  });

  test("takes a package without workspaces for one service, and refuses one that starts nothing", async (t) => {
    const one = await folderWith(t, { "package.json": JSON.stringify({ name: "one", scripts: { start: "node ." } }) });
    await runCommand(initCommand, "--package", one);
    assert.equal((await servicesIn(one, "restart-one.yaml")).length, 1);
    const none = await folderWith(t, { "package.json": "{}" });
    await assert.rejects(runCommand(initCommand, "--package", none), { exitCode: 64, message: /has no start script/ });
  });
});
