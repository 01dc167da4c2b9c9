import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { EdgeReading } from "../../src/proxy/edge-recorder.ts";
import { dial, Upstream } from "../support/sockets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask, call } from "../support/toxiproxy-http.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #stdout = "";
  #stderr = "";

  constructor(child: ChildProcess) {
    this.child = child;
    this.child.stdout?.on("data", (text) => {
      this.#stdout += text;
      this.child.emit("line");
    });
    this.child.stderr?.on("data", (text) => {
      this.#stderr += text;
    });
    this.ended = once(this.child, "close").then(([code]) => ({ code, stdout: this.#stdout, stderr: this.#stderr }));
  }

  /** The API's URL, once it listens. */
  async url(): Promise<string> {
    while (!this.#stdout.includes("\n")) {
      const ended = await Promise.race([this.ended, once(this.child, "line").then(() => undefined)]);
      if (ended !== undefined && !this.#stdout.includes("\n")) throw new Error(`ended: ${ended.stderr}`);
    }
    return (
      /^proxy listening on (http:\/\/127\.0\.0\.1:[1-9]\d*)\n$/.exec(this.#stdout)?.[1] ?? assert.fail(this.#stdout)
    );
  }
}

function proxyCommand(...args: readonly string[]): Command {
  return new Command(spawn(process.execPath, [CLI, "proxy", ...args], { stdio: "pipe" }));
}

/** Runs the command for the time of a test. */
async function withCommand(args: readonly string[], run: (command: Command) => Promise<void>): Promise<void> {
  const command = proxyCommand("--listen", "127.0.0.1:0", ...args);
  try {
    await run(command);
  } finally {
    command.child.kill("SIGKILL");
    await command.ended;
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} closes everything`, () =>
    withCommand([], async (command) => {
      const url = await command.url();
      const { listen } = await ask<{ listen: string }>(url, "POST /proxies", {
        name: "p",
        listen: "127.0.0.1:0",
        upstream: "127.0.0.1:9",
      });
      command.child.kill(signal);
      assert.deepEqual(await command.ended, { code: 0, stdout: `proxy listening on ${url}\n`, stderr: "" });
      await assert.rejects(dial(listen), { code: "ECONNREFUSED" });
    }));
}

test("--exit-with-stdin ends it when its parent lets go", () =>
  withCommand(["--exit-with-stdin"], async (command) => {
    await command.url();
    command.child.stdin?.end();
    assert.equal((await command.ended).code, 0);
  }));

test("--config creates proxies, --metrics switches /metrics on", async (context) => {
  const file = await configFile(context, '[{"name":"web","listen":"127.0.0.1:0","upstream":"127.0.0.1:9"}]');
  await withCommand(["--config", file, "--metrics"], async (command) => {
    const url = await command.url();
    assert.deepEqual(Object.keys(await ask<object>(url, "GET /proxies")), ["web"]);
    assert.equal((await call(url, "GET /metrics")).status, 200);
  });
});

test("a thread that breaks ends it, and it says so", async (context) => {
  const file = join(await temporaryFolder(context), "break.mjs");
  // Loaded in each thread.
  const text = `import { isMainThread, parentPort } from "node:worker_threads";
if (!isMainThread) parentPort.once("message", () => setImmediate(() => { throw new Error("a bug"); }));`;
  await writeFile(file, text);
  const args = ["--import", file, CLI, "proxy", "--listen", "127.0.0.1:0", "--threads", "2"];
  const command = new Command(spawn(process.execPath, args, { stdio: "pipe" }));
  context.after(() => command.child.kill("SIGKILL"));
  // The answer may be lost with the process.
  await call(await command.url(), "GET /edges").catch(() => undefined);
  const { code, stderr } = await command.ended;
  assert.equal(code, 70);
  assert.match(stderr, /a thread of the fault proxy broke, and every connection through it: a bug/);
  assert.match(stderr, /--threads 1/);
});

const badConfigs = {
  "[{": /config .+\.json: bad request body: Expected property name/,
  '[{"name":"a"}]': /config .+\.json: missing required field: upstream at proxy 1/,
  '[{"name":"a","upstream":"x:1","listen":"nowhere"}]':
    /config .+\.json: listen tcp: address nowhere: missing port in address/,
};
for (const [text, message] of Object.entries(badConfigs)) {
  test(`a config that can't be realised is refused by name: ${text}`, async (context) => {
    const file = await configFile(context, text);
    const { code, stdout, stderr } = await proxyCommand("--listen", "127.0.0.1:0", "--config", file).ended;
    assert.equal(code, 64);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  });
}

test("a port that is taken is said, with what to do, and no stack", async (context) => {
  const taken: Server = createServer().listen(0, "127.0.0.1");
  context.after(() => taken.close());
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { code, stderr } = await proxyCommand("--listen", `127.0.0.1:${port}`).ended;
  assert.equal(code, 64);
  assert.match(stderr, new RegExp(`can't listen on 127\\.0\\.0\\.1:${port}: .*address already in use`));
  assert.match(stderr, /--listen/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

test("it outlives running out of file descriptors", async (context) => {
  const shell = `ulimit -n 48; exec "${process.execPath}" "${CLI}" proxy --listen 127.0.0.1:0`;
  const command = new Command(spawn("sh", ["-c", shell], { stdio: "pipe" }));
  context.after(() => command.child.kill("SIGKILL"));
  const upstream = await Upstream.listen();
  const url = await command.url();
  const { listen } = await ask<{ listen: string }>(url, "POST /proxies", {
    name: "p",
    listen: "127.0.0.1:0",
    upstream: upstream.address,
  });
  const callers = await Promise.all(Array.from({ length: 60 }, () => dial(listen)));
  // Those that found no descriptor left have been closed.
  await Promise.any(callers.map(({ ended }) => ended));
  for (const { socket } of callers) socket.destroy();
  await upstream.close();
  for (let open = 1; open > 0; ) {
    const answer = await ask<EdgesAnswer>(url, "GET /edges").catch(() => undefined);
    open = answer?.p.connections.open ?? 1;
  }
  const { p } = await ask<EdgesAnswer>(url, "GET /edges");
  assert.ok((p.errors["upstream unreachable"] ?? 0) > 0);
});

type EdgesAnswer = { readonly p: EdgeReading };

async function configFile(context: TestContext, text: string): Promise<string> {
  const file = join(await temporaryFolder(context), "toxiproxy.json");
  await writeFile(file, text);
  return file;
}
