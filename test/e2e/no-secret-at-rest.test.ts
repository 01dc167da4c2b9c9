import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { describe, type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spawnBrownout, startBrownout } from "./brownout-process.ts";
import { pairExperiment } from "./pair-experiment.ts";

/** By variable; what comes from where is in {@link givenTo}. */
const secrets = {
  TOKEN: "t0ken-of-the-environment",
  FILED: "f1led-in-a-file",
  DECLARED: "d3clared-on-the-command-line",
  KEY: "k3y/of?the&query",
};

const LOAD = {
  headers: { authorization: "Bearer ${TOKEN}", "x-filed": "${FILED}", "x-plain": "${PLAIN:-a default}" },
  body: '{"secret":"${DECLARED}"}',
};

interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server outside of the system. It answers a query as Prometheus does that doesn't understand it, quoting it. */
async function startTarget(context: TestContext): Promise<{ readonly port: number; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { url = "", headers } = request;
    received.push({ url, headers, body: await text(request) });
    if (!url.startsWith("/api/v1/query")) return response.end("ok");
    const query = new URL(url, "http://localhost").searchParams.get("query");
    const error = `parse error: unexpected "${query}", asked as ${url}`;
    response.writeHead(400, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "error", errorType: "bad_data", error }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  context.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, received };
}

interface Given {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Writes an experiment and where its variables come from: one of each. */
async function givenTo(context: TestContext, changes: Readonly<Record<string, unknown>>): Promise<Given> {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "pair.yaml"), JSON.stringify({ ...pairExperiment, ...changes }));
  await writeFile(join(folder, "variables"), `FILED=${secrets.FILED}\n`);
  const { TOKEN, KEY, DECLARED } = secrets;
  return {
    folder,
    args: ["pair.yaml", "--var-file", "variables", "--var", `DECLARED=${DECLARED}`],
    env: { ...process.env, TOKEN, KEY },
  };
}

function assertNoSecretIn(said: string, where: string): void {
  const forms = Object.values(secrets).flatMap((value) => [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ]);
  for (const form of forms) assert.ok(!said.includes(form), `${where} has ${form}: ${said.slice(0, 2000)}`);
}

async function assertNoSecretUnder(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  assert.ok(files.length > 4, "a run's folder has more than that");
  for (const { parentPath, name } of files) {
    assertNoSecretIn(await readFile(join(parentPath, name), "utf8"), join(parentPath, name));
  }
}

interface Descendant {
  readonly pid: number;
  readonly command: string;
  readonly environment: string;
}

/** Finds all processes that a process started, and those that they did, as the system tells. */
function descendantsOf(pid: number): readonly Descendant[] {
  const parents = readdirSync("/proc").flatMap((name) => {
    try {
      if (!/^\d+$/.test(name)) return [];
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      const environment = readFileSync(`/proc/${name}/environ`, "utf8");
      return [{ pid: Number(name), parent: Number(parent), command, environment }];
    } catch {
      // It ended meanwhile, or is another user's.
      return [];
    }
  });
  const children = (of: number): Descendant[] =>
    parents.filter(({ parent }) => parent === of).flatMap((child) => [child, ...children(child.pid)]);
  return children(pid);
}

describe("values from the environment, from a file, and declared secret", () => {
  test("are sent, and are nowhere else", { skip: process.platform !== "linux", timeout: 60_000 }, async (context) => {
    const { port, received } = await startTarget(context);
    const { folder, args, env } = await givenTo(context, {
      title: "Front holds, says ${TOKEN}",
      secrets: ["DECLARED"],
      load: {
        users: { request: "GET front/", rate: "50/s", ...LOAD },
        outside: { request: `POST http://127.0.0.1:${port}/x?key=\${KEY}`, rate: "20/s", ...LOAD },
      },
    });
    const run = spawnBrownout(context, ["run", ...args], folder, { env });
    const stderr = text(run.stderr);
    let stdout = "";
    let children: readonly Descendant[] = [];
    for await (const line of createInterface({ input: run.stdout })) {
      stdout += `${line}\n`;
      if (children.length === 0 && received.length > 0) children = descendantsOf(run.pid ?? 0);
    }
    assert.match(stdout, /\bpass\b/i, await stderr);
    assertNoSecretIn(stdout, "stdout of run");
    assertNoSecretIn(await stderr, "stderr of run");

    const [one] = received;
    assert.equal(one?.url, `/x?key=${secrets.KEY}`);
    assert.equal(one?.headers.authorization, `Bearer ${secrets.TOKEN}`);
    assert.equal(one?.headers["x-filed"], secrets.FILED);
    assert.equal(one?.headers["x-plain"], "a default");
    assert.equal(one?.body, `{"secret":"${secrets.DECLARED}"}`);

    assert.ok(children.length >= 3, "a guardian and two services");
    for (const { command, environment } of children) {
      assertNoSecretIn(command, "the arguments of a process");
      // The guardian undoes what the runner would have, with all that the runner has.
      if (!command.includes("guardian")) assertNoSecretIn(environment, `the environment of ${command}`);
    }

    await assertNoSecretUnder(join(folder, ".brownout"));
    const [id = ""] = await readdir(join(folder, ".brownout/runs"));
    const journal = await readFile(join(folder, ".brownout/runs", id, "journal.jsonl"), "utf8");
    assert.ok(journal.includes("Bearer ${TOKEN}"), "the journal has the name in its place");
    for (const verb of [["report", id], ["report", id, "--json"], ["runs"], ["recover"]]) {
      const ended = await startBrownout(context, verb, folder).ended;
      assert.equal(ended.code, 0, ended.stderr);
      assertNoSecretIn(ended.stdout + ended.stderr, verb.join(" "));
    }
    for (const verb of ["plan", "validate"]) {
      const ended = await startBrownout(context, [verb, ...args], folder, { env }).ended;
      assert.equal(ended.code, 0, ended.stderr);
      assertNoSecretIn(ended.stdout + ended.stderr, verb);
      if (verb === "plan") assert.ok(ended.stdout.replaceAll(/\s/g, "").includes("/x?key=${KEY}"), ended.stdout);
    }
  });

  test("are not quoted by what is wrong with a file", async (context) => {
    const { folder, args, env } = await givenTo(context, {
      owner: ["${KEY}"],
      seed: "${TOKEN}",
      load: {
        users: { request: "GTE front/${KEY}", rate: "${FILED}", timeout: "${TOKEN}s", "fail-on": ["x${FILED}"] },
        others: { request: "GET ${TOKEN}/", rate: "1/s", headers: ["${TOKEN}"], body: "{{${DECLARED}}}" },
      },
      expect: ["${TOKEN}.p95 < 1s", "users.${FILED} < 1s"],
    });
    const { code, stdout, stderr } = await startBrownout(context, ["validate", ...args], folder, { env }).ended;
    assert.equal(code, 64);
    assert.match(stderr, /found "\$\{FILED\}"/);
    for (const name of ["TOKEN", "FILED", "KEY"] as const) {
      for (const piece of pieces(secrets[name])) {
        assert.ok(!(stdout + stderr).includes(piece), `${piece} of ${name}: ${stderr}`);
      }
    }
  });

  test("are not quoted by what a server says of a query", async (context) => {
    const { port } = await startTarget(context);
    const { folder, args, env } = await givenTo(context, {
      signals: { errors: { prometheus: `http://127.0.0.1:${port}`, query: 'errors{key="${KEY}", token="${TOKEN}"}' } },
      load: { users: { request: "GET front/", rate: "50/s", ...LOAD } },
    });
    const { code, stderr } = await startBrownout(context, ["plan", ...args], folder, { env }).ended;
    assert.equal(code, 64, stderr);
    assert.match(stderr, /parse error: unexpected "errors\{key="\$\{KEY\}"/);
    assertNoSecretIn(stderr, "stderr");
  });

  test("are not quoted from a line of a variable file that is none", async (context) => {
    const { folder, args, env } = await givenTo(context, {});
    await writeFile(join(folder, "variables"), `KEY="-----BEGIN\n${secrets.FILED}\n-----END"\n`);
    const { code, stderr } = await startBrownout(context, ["validate", ...args], folder, { env }).ended;
    assert.equal(code, 64);
    assert.match(stderr, /variables:2:1 this line is not NAME=value/);
    assertNoSecretIn(stderr, "stderr");
  });
});

/** All that is long enough to be of use to somebody. */
function pieces(value: string): readonly string[] {
  return Array.from({ length: value.length - 5 }, (_, at) => value.slice(at, at + 6));
}

describe("a secret", () => {
  const wrong: readonly [what: string, changes: Readonly<Record<string, unknown>>, problem: RegExp][] = [
    ["that isn't used", { secrets: ["UNUSED"] }, /secrets\[0\]: nothing in this file is \$\{UNUSED\}/],
    ["that is no name", { secrets: ["$" + "{TOKEN}"] }, /secrets\[0\]: /],
    [
      "where a run shows what it works with",
      { secrets: ["DECLARED"], load: { users: { request: "GET front/", rate: "${DECLARED}" } } },
      /load\.users\.rate: DECLARED is a secret, and what stands here is shown and kept/,
    ],
    [
      "in a service's name",
      { secrets: ["DECLARED"], load: { users: { request: "GET ${DECLARED}/", rate: "1/s" } } },
      /load\.users\.request: DECLARED is a secret/,
    ],
  ];
  for (const [what, changes, problem] of wrong) {
    test(`${what} is refused`, async (context) => {
      const { folder, args, env } = await givenTo(context, changes);
      const { code, stderr } = await startBrownout(context, ["validate", ...args], folder, { env }).ended;
      assert.equal(code, 64);
      assert.match(stderr, problem);
      assertNoSecretIn(stderr, "stderr");
    });
  }
});
