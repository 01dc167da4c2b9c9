import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, type TestContext, test } from "node:test";
import { pollUntil } from "../../src/values/clock/poll-until.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { agentIn, ask, folderOf, limited, logLines, refusal } from "./agent.ts";
import { cli, startBrownout } from "./brownout-process.ts";
import { journalsIn, untilNothingRuns } from "./leftovers.ts";
import { startProductionCluster } from "./production-cluster.ts";

const options = { timeout: 60_000 };
const runsOf = (root: string) => readdir(join(root, ".brownout/runs")).catch((): string[] => []);

/** The output of a command for a person who calls it in the same folder. */
async function printed(context: TestContext, root: string, ...args: readonly string[]): Promise<string> {
  return (await startBrownout(context, args, root).ended).stdout.trimEnd();
}

describe("an agent", { ...options }, () => {
  test("is told of the tools, what they take and which of them changes something", async (t) => {
    const agent = await agentIn(t, await folderOf(t, {}));
    const { tools } = await agent.listTools();
    const readOnly = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]));
    assert.deepEqual(readOnly, { validate: true, plan: true, explain: true, run: false, runs: true, report: true });
    const run = tools.find(({ name }) => name === "run");
    assert.equal(run?.annotations?.destructiveHint, true);
    assert.deepEqual(run?.inputSchema.required, ["file"]);
    assert.equal(run?.inputSchema.additionalProperties, false);
  });

  test("reads what the commands print", async (t) => {
    const root = await folderOf(t, { right: limited, wrong: { ...limited, faults: [{ type: "latncy" }] } });
    const agent = await agentIn(t, root);
    for (const [tool, file] of [
      ["validate", "right.yaml"],
      ["validate", "wrong.yaml"],
      ["plan", "right.yaml"],
      ["explain", "right.yaml"],
    ] as const) {
      const { text, isError } = await ask(agent, tool, { file });
      assert.equal(isError, false, text);
      assert.equal(text, await printed(t, root, tool, file, "--json"), `${tool} ${file}`);
    }
    const [found] = JSON.parse((await ask(agent, "validate", { file: "wrong.yaml" })).text);
    assert.equal(found.ok, false);
    assert.deepEqual([found.problems[0].line, found.problems[0].suggestion], [6, "latency"]);
    const refused = await refusal(agent, "plan", { file: "wrong.yaml" });
    assert.equal(refused.code, "E_EXPERIMENT");
    assert.match(refused.message, /wrong\.yaml:6:/);
  });

  test("is held to the folder, whatever the path or a link leads to", async (t) => {
    const root = await folderOf(t, { elsewhere: { ...limited, system: { graph: "../secret.yaml" } } });
    await writeFile(join(root, "../secret.yaml"), "token: hunter2");
    await symlink("../secret.yaml", join(root, "link.yaml"));
    await mkdir(join(root, ".git"));
    await writeFile(join(root, ".git/config"), "token: hunter2");
    const agent = await agentIn(t, root, "--allow-run");
    for (const tool of ["validate", "plan", "explain", "run"]) {
      for (const file of ["../secret.yaml", "/etc/passwd", "link.yaml", ".git/config"]) {
        const { code, message } = await refusal(agent, tool, { file });
        assert.equal(code, "E_CONFINED", message);
        assert.match(message, /is not in .*, and under `brownout mcp` nothing else is read|git's own/);
        assert.doesNotMatch(message, /hunter2/);
      }
    }
    const { text } = await ask(agent, "validate", { file: "elsewhere.yaml" });
    assert.match(text, /secret\.yaml is not in/);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal((await refusal(agent, "report", { run: "../../.." })).code, "E_CONFINED");
    assert.deepEqual(await runsOf(root), []);
  });

  test("is told of a wrong call in words", async (t) => {
    const root = await folderOf(t, { right: limited });
    const agent = await agentIn(t, root);
    assert.match((await refusal(agent, "plan", { fle: "right.yaml" })).message, /fle: .*did you mean "file"/);
    assert.match((await refusal(agent, "plan", { file: 1 })).message, /^plan: file: found 1/);
    assert.equal((await refusal(agent, "report", { run: "none" })).code, "E_USAGE");
    assert.match((await refusal(agent, "shell", { command: "id" })).message, /there is no tool "shell"/);
    const asked = { file: "right.yaml", variables: { TOKEN: ["hunter2"] } };
    assert.match((await refusal(agent, "plan", asked)).message, /^plan: variables\.TOKEN: /);
    const ended = (await logLines(join(root, ".brownout/mcp.log.jsonl"))).at(-1);
    assert.deepEqual([ended?.code, ended?.message], ["E_ARGUMENT", "wrong arguments: variables.TOKEN"]);
  });
});

describe("a run that an agent asks for", { ...options }, () => {
  test("is refused where it isn't allowed, unlimited, or beyond what was allowed", async (t) => {
    const root = await folderOf(t, {
      limited,
      unlimited: { ...limited, limits: { "max-services": 3 } },
      long: { ...limited, limits: { "max-duration": "1s", "max-services": 3 } },
      stranger: { ...limited, system: { graph: "own.yaml" } },
      caller: { ...limited, load: { users: { request: "GET http://127.0.0.1:2375/", rate: "1/s" } } },
      reader: { ...limited, title: "${TOKEN}" },
    });
    const services = { front: { routes: { "GET /": { calls: ["GET back/"] } } }, back: { command: "node back.js" } };
    await writeFile(join(root, "own.yaml"), JSON.stringify({ name: "own", services }));
    const reader = await agentIn(t, root);
    const refused = await refusal(reader, "run", { file: "limited.yaml" });
    assert.equal(refused.code, "E_NOT_ALLOWED");
    assert.match(refused.message, /without --allow-run/);
    process.env.TOKEN = "hunter2";
    t.after(() => delete process.env.TOKEN);
    const runner = await agentIn(t, root, "--allow-run");
    for (const [file, code, message] of [
      ["unlimited.yaml", "E_NOT_ALLOWED", /no limits\.max-duration/],
      ["long.yaml", "E_PLAN", /limits\.max-duration allows 1 s/],
      ["stranger.yaml", "E_CONFINED", /--allow-start/],
      ["caller.yaml", "E_CONFINED", /--allow-host/],
      ["reader.yaml", "E_EXPERIMENT", /under `brownout mcp` the environment is read by name alone/],
    ] as const) {
      const found = await refusal(runner, "run", { file });
      assert.equal(found.code, code, found.message);
      assert.match(found.message, message);
    }
    const cluster = await refusal(runner, "run", { file: "limited.yaml", on: "kubernetes" });
    assert.equal(cluster.code, "E_NOT_ALLOWED");
    assert.match(cluster.hint ?? "", /--context NAME/);
    assert.deepEqual(await runsOf(root), []);
  });

  test("is refused in production, where nothing is changed before", async (t) => {
    const { kubeconfig, changes } = await startProductionCluster(t);
    process.env.KUBECONFIG = kubeconfig;
    t.after(() => delete process.env.KUBECONFIG);
    const system = { kubernetes: { reach: { front: "http://127.0.0.1:9" } } };
    const root = await folderOf(t, { shop: { ...limited, system, faults: [{ type: "kill", on: "front" }] } });
    const agent = await agentIn(t, root, "--allow-run", "--context", "shop", "--allow-host", "127.0.0.1");
    const asked = { file: "shop.yaml", on: "kubernetes" };
    const planned = await ask(agent, "plan", asked);
    assert.match(JSON.parse(planned.text).production, /brownout\.dev\/production=true/, planned.text);
    const { code, message } = await refusal(agent, "run", asked);
    assert.equal(code, "E_NOT_ALLOWED", message);
    assert.match(message, /looks like production .*namespace shop/);
    assert.deepEqual(changes, []);
    assert.deepEqual(await runsOf(root), []);
  });

  test("ends with the result that `report` prints, tells how it goes, and is in the log without secrets", async (t) => {
    const root = await folderOf(t, {
      allowed: {
        ...limited,
        secrets: ["TOKEN"],
        load: { users: { request: "GET front/?as=${TOKEN}", rate: "100/s" } },
      },
    });
    const agent = await agentIn(t, root, "--allow-run");
    const told: string[] = [];
    const onprogress = ({ message = "" }) => void told.push(message);
    const asked = { file: "allowed.yaml", variables: { TOKEN: "hunter2hunter2" } };
    const { text, isError } = await ask(agent, "run", asked, { onprogress });
    assert.equal(isError, false, text);
    const [run = ""] = await runsOf(root);
    assert.equal(text, await printed(t, root, "report", run, "--json"));
    assert.equal(text, (await ask(agent, "report", { run })).text);
    const { verdict, exitCode } = JSON.parse(text);
    assert.ok(["pass", "inconclusive"].includes(verdict), text);
    for (const words of [/fault latency-1 is in/, /taken out/]) assert.match(told.join("\n"), words);
    assert.equal((await ask(agent, "runs")).text, await printed(t, root, "runs", "--json"));
    const lines = await logLines(join(root, ".brownout/mcp.log.jsonl"));
    const [began, ended] = lines;
    assert.deepEqual(began?.arguments, { file: "allowed.yaml", variables: { TOKEN: "…" } });
    assert.deepEqual(
      [ended?.outcome, ended?.run, ended?.verdict, ended?.exitCode],
      ["answered", run, verdict, exitCode],
    );
    assert.equal(ended?.call, began?.call);
    assert.ok(Number(ended?.durationMs) > 1000);
    assert.deepEqual(
      lines.slice(2).map(({ tool, outcome }) => [tool, outcome]),
      ["report", "runs"].flatMap((tool) => [
        [tool, undefined],
        [tool, "answered"],
      ]),
    );
    assert.doesNotMatch(JSON.stringify([lines, told, text]), /hunter2/);
  });

  test("is the only one at a time, and leaves nothing when it is cancelled", async (t) => {
    const root = await folderOf(t, {
      long: { ...limited, phases: { baseline: "500ms", fault: "60s", recovery: "1s" } },
    });
    const agent = await agentIn(t, root, "--allow-run");
    const cancel = new AbortController();
    const isIn = Promise.withResolvers<void>();
    const onprogress = ({ message = "" }) => {
      if (/latency-1 is in/.test(message)) isIn.resolve();
    };
    const running = ask(agent, "run", { file: "long.yaml" }, { onprogress, signal: cancel.signal });
    await isIn.promise;
    assert.match((await refusal(agent, "run", { file: "long.yaml" })).message, /a run of long\.yaml goes on/);
    cancel.abort();
    await assert.rejects(running);
    const [run = ""] = await runsOf(root);
    await untilNothingRuns(run, 20_000);
    // It goes on to serve, and may run again.
    const [listed] = JSON.parse((await ask(agent, "runs")).text);
    assert.deepEqual([listed.run, listed.state, listed.pending], [run, "interrupted", []]);
    const hasEnded = async () =>
      (await logLines(join(root, ".brownout/mcp.log.jsonl"))).find(({ outcome }) => outcome === "cancelled");
    const ended = await pollUntil(hasEnded, { clock: systemClock, everyMs: 50, withinMs: 10_000 });
    assert.deepEqual([ended?.tool, ended?.run, ended?.exitCode], ["run", run, 143]);
  });
});

describe("a call that can't be logged", { ...options }, () => {
  test("is refused, and nothing is done for it", async (t) => {
    const root = await folderOf(t, { limited });
    await mkdir(join(root, "taken"));
    const agent = await agentIn(t, root, "--allow-run", "--log", "taken");
    assert.equal((await refusal(agent, "validate", { file: "limited.yaml" })).code, "E_CALL_LOG");
    assert.equal((await refusal(agent, "run", { file: "limited.yaml" })).code, "E_CALL_LOG");
    assert.deepEqual(await runsOf(root), []);
  });

  test("because a link leads the log away, is refused as well", async (t) => {
    const root = await folderOf(t, { limited });
    const outside = await temporaryFolder(t);
    await symlink(outside, join(root, ".brownout"));
    const agent = await agentIn(t, root);
    assert.equal((await refusal(agent, "validate", { file: "limited.yaml" })).code, "E_CONFINED");
    await symlink(join(outside, "target"), join(root, "log.jsonl"));
    const other = await agentIn(t, root, "--log", "log.jsonl");
    assert.equal((await refusal(other, "validate", { file: "limited.yaml" })).code, "E_CALL_LOG");
    assert.deepEqual(await readdir(outside), []);
  });
});

describe("the server", { ...options }, () => {
  /** Starts it, with what a client writes first, and gives all that it wrote on stdout in the end. */
  function start(t: TestContext, root: string) {
    const child = spawn(process.execPath, [cli, "mcp", "--root", root, "--allow-run"], { stdio: "pipe" });
    t.after(() => child.kill("SIGKILL"));
    const write = (...messages: readonly object[]) => {
      for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    };
    const clientInfo = { name: "raw", version: "1" };
    write(
      { id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo } },
      { method: "notifications/initialized" },
    );
    const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
      ([[code], stdout, stderr]) => ({ code, lines: stdout.trimEnd().split("\n"), stderr }),
    );
    return { child, write, ended };
  }

  test("writes nothing but the protocol to stdout, and ends a run with its client", async (t) => {
    const root = await folderOf(t, {
      long: { ...limited, phases: { baseline: "500ms", fault: "60s", recovery: "1s" } },
    });
    const { child, write, ended } = start(t, root);
    const params = { name: "run", arguments: { file: "long.yaml" }, _meta: { progressToken: "p" } };
    write({ id: 2, method: "tools/call", params });
    let written = "";
    child.stdout.on("data", (data) => {
      written += data;
      if (written.includes("latency-1 is in")) child.stdin.end();
    });
    const { code, lines, stderr } = await ended;
    assert.equal(code, 0, stderr);
    for (const line of lines) assert.equal(JSON.parse(line).jsonrpc, "2.0", line);
    const [run = ""] = await runsOf(root);
    await untilNothingRuns(run, 20_000);
    assert.match(await journalsIn(join(root, ".brownout/runs")), /"signal":"SIGTERM"/);
  });

  test("ends as a run does on a signal", async (t) => {
    const { child, ended } = start(t, await folderOf(t, {}));
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    assert.equal((await ended).code, 143);
  });

  test("takes no message without end", async (t) => {
    const { child, ended } = start(t, await folderOf(t, {}));
    await once(child.stdout, "data");
    child.stdin.on("error", () => undefined);
    child.stdin.write("x".repeat(2 * 1024 * 1024));
    const { code, stderr } = await ended;
    assert.equal(code, 64, stderr);
    assert.match(stderr, /A message may have 1024 KiB/);
  });

  test("says which folder there isn't", async (t) => {
    const { code, stderr } = await startBrownout(t, ["mcp", "--root", "/none/such"]).ended;
    assert.equal(code, 64);
    assert.match(stderr, /--root \/none\/such: there is no such folder/);
  });
});
