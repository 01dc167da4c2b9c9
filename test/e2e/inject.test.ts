import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isOnPath } from "../../src/clients/os/is-on-path.ts";
import { processState } from "../../src/clients/os/process-identity.ts";
import { foreignToxiproxy } from "../support/foreign-toxiproxy.ts";
import { lacking, testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { cli, spawnBrownout, startBrownout, untilItSays } from "./brownout-process.ts";
import { untilNothingRuns } from "./leftovers.ts";
import { startTwoServices } from "./two-services.ts";

const GONE_WITHIN_MS = 20_000;

/** A proxy of a Toxiproxy, whose upstream nobody needs. */
const REDIS = { name: "redis", listen: "127.0.0.1:0", upstream: "127.0.0.1:9" };

const onTerminal = testsNeeding(isOnPath("script") ? false : lacking("programs", "script isn't installed"));

/** A program that asks a URL and prints for how many milliseconds it waited, then ends with a code. */
const ASK = `const start = performance.now();
await (await fetch(process.argv[2])).text();
console.log(Math.round(performance.now() - start));
process.exit(Number(process.argv[3]));`;

async function askProgram(folder: string): Promise<string> {
  const path = join(folder, "ask.mjs");
  await writeFile(path, ASK);
  return `${process.execPath} ${path}`;
}

test("a fault stays in while a command runs, whose exit code is passed on; nothing is there after", async (context) => {
  const folder = await temporaryFolder(context);
  const { listen, upstream } = await startTwoServices(context);
  const ask = `${await askProgram(folder)} http://${listen}/`;
  const args = ["inject", "latency", "--on", `${listen}=${upstream}`, "--latency", "400ms"];
  for (const code of [0, 7]) {
    const ended = await startBrownout(context, [...args, "--while", `${ask} ${code}`], folder).ended;
    assert.equal(ended.code, code, ended.stderr);
    assert.ok(Number(ended.stdout) >= 400, `the command waited for ${ended.stdout}`);
    assert.match(
      ended.stderr,
      /in {5}adds 400ms to all answers[\s\S]*proof {2}delayed data[\s\S]*out {4}toxic[\s\S]*gone/,
    );
    await assert.rejects(fetch(`http://${listen}/`), "nobody listens any more");
  }
  // A command that passes proves nothing where its calls went elsewhere.
  const past = await startBrownout(context, [...args, "--while", "true"], folder).ended;
  assert.equal(past.code, 3, past.stderr);
  assert.match(past.stderr, /no call crossed/);
  await untilNothingRuns(folder, GONE_WITHIN_MS);
});

test("a fault on messages goes into a proxy of brownout's that runs already", async (context) => {
  const folder = await temporaryFolder(context);
  const { listen, upstream } = await startTwoServices(context);
  const toxiproxy = await foreignToxiproxy(context, { name: "web-pricing", listen, upstream });
  const args = ["inject", "http-status", "--on", "web -> pricing", "--toxiproxy", toxiproxy, "--status", "503"];
  const command = `${await askProgram(folder)} http://${listen}/ 0`;
  const { code, stderr } = await startBrownout(context, [...args, "--while", command], folder).ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /proof {2}answered 1 requests with 503[\s\S]*out {4}toxic[\s\S]*gone/);
});

test("Ctrl-C ends the command and all that it has started, and takes the fault out before that ends", async (context) => {
  const folder = await temporaryFolder(context);
  const toxiproxy = await foreignToxiproxy(context, REDIS);
  const args = ["inject", "latency", "--on", "redis", "--toxiproxy", toxiproxy, "--latency", "1s"];
  // The shell ends at once; what it has started doesn't, before it is killed.
  const command = `sh -c "trap '' TERM; echo begun >&2; sleep 60; :" ${folder} & wait`;
  const { child, ended } = startBrownout(
    context,
    [...args, "--while", command, "--runs", join(folder, "runs")],
    folder,
  );
  await untilItSays(child, /^begun$/m);
  assert.deepEqual(
    (await toxicsOf(toxiproxy)).map(({ type }) => type),
    ["latency"],
  );
  const exited = once(child, "exit");
  child.kill("SIGINT");
  while ((await toxicsOf(toxiproxy)).length > 0) assert.equal(child.exitCode, null, "the fault is out before all ends");
  await exited;
  await untilNothingRuns(folder, GONE_WITHIN_MS);
  const { code, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /SIGINT: taking it out[\s\S]*everything that was put in is out/);
});

onTerminal.test("what ends brownout on a terminal, other than Ctrl-C, ends all of the command", async (context) => {
  const folder = await temporaryFolder(context);
  const toxiproxy = await foreignToxiproxy(context, REDIS);
  const [command, runner] = [join(folder, "command.sh"), join(folder, "runner.sh")];
  // The end of the terminal doesn't end it.
  await writeFile(command, "trap '' HUP\necho begun by $1\nsleep 60\n:\n");
  const args = `latency --on redis --toxiproxy ${toxiproxy} --latency 1s --runs ${join(folder, "runs")}`;
  const line = `sh ${command} $PPID; :`;
  await writeFile(runner, `${process.execPath} ${cli} inject ${args} --while '${line}'\n`);
  const terminal = spawn("script", ["-qec", `sh ${runner}`, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  context.after(() => terminal.kill("SIGKILL"));
  let said = "";
  let pid = 0;
  for await (const data of terminal.stdout) {
    said += data;
    if (pid !== 0) continue;
    pid = Number(/^begun by (\d+)\s/m.exec(said)?.[1] ?? 0);
    if (pid !== 0) process.kill(pid, "SIGTERM");
  }
  assert.match(said, /SIGTERM: taking it out[\s\S]*everything that was put in is out/);
  await untilNothingRuns(folder, GONE_WITHIN_MS);
});

test("a process that is paused goes on when who paused it is killed", async (context) => {
  const folder = await temporaryFolder(context);
  const paused = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  context.after(() => paused.kill("SIGKILL"));
  await once(paused, "spawn");
  const pid = String(paused.pid);
  const runs = join(folder, "runs");
  const runner = spawnBrownout(context, ["inject", "pause", "--pid", pid, "--for", "60s", "--json", "--runs", runs]);
  await untilItSays(runner, /is stopped/);
  assert.equal(processState(paused.pid ?? 0), "stopped");
  runner.kill("SIGKILL");
  await untilNothingRuns(runs, GONE_WITHIN_MS);
  assert.equal(processState(paused.pid ?? 0), "running");
  const [run = ""] = await readdir(runs);
  const report = await startBrownout(context, ["report", run, "--runs", runs]).ended;
  assert.doesNotMatch(report.stdout, /HURT|ORIGIN|RECOVERY/, "nobody measured anything");
  assert.match(await readFile(join(runs, run, "journal.jsonl"), "utf8"), /"by":"guardian"/);
});

test("what makes no sense is refused before anything is in", async (context) => {
  const folder = await temporaryFolder(context);
  const refused = async (words: RegExp, ...args: readonly string[]) => {
    const ended = await startBrownout(context, ["inject", ...args], folder).ended;
    assert.equal(ended.code, 64, ended.stderr);
    assert.match(ended.stderr, words);
  };
  const on = ["--on", "9001=8080"];
  await refused(
    /nothing says where latency is to go[\s\S]*--toxiproxy URL/,
    "latency",
    "--latency",
    "1s",
    "--for",
    "1s",
  );
  await refused(
    /--for and --while say it twice/,
    "latency",
    ...on,
    "--latency",
    "1s",
    "--for",
    "1s",
    "--while",
    "true",
  );
  await refused(
    /latency: found nothing; a duration[\s\S]*toxicity: found 5; a share/,
    "latency",
    ...on,
    "--toxicity",
    "5",
    "--for",
    "1s",
  );
  await refused(/unknown option '--pid'/, "kill", "--pid", String(process.pid), "--for", "1s");
});

function toxicsOf(toxiproxy: string): Promise<{ readonly type: string }[]> {
  return ask(toxiproxy, "GET /proxies/redis/toxics");
}
