import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { type ContainerEvent, Engine } from "../../../src/clients/engine/engine.ts";
import { engineError } from "../../../src/clients/engine/engine-errors.ts";

/** Something that answers everything with the same. */
async function standIn(context: TestContext, status: number, body: object): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An engine that tells events in these pieces, and then hangs up. */
async function eventsOf(context: TestContext, pieces: readonly string[]): Promise<string> {
  const server = createServer(async ({ url = "" }, response) => {
    if (!url.startsWith("/events")) return void response.end(JSON.stringify({ Version: "99.0.0", ApiVersion: "1.45" }));
    for (const piece of pieces) await new Promise((resolve) => response.write(piece, resolve));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("an engine", () => {
  test("that isn't there is said to be missing, with what to do", async () => {
    const opening = Engine.open({ host: "unix:///nowhere/docker.sock" });
    await assert.rejects(opening, { code: "E_NO_ENGINE", hint: /systemctl start docker/ });
  });

  test("that this user may not use is said to be so, with what to do", () => {
    const denied = Object.assign(new Error("connect EACCES /var/run/docker.sock"), { code: "EACCES" });
    const error = engineError("say its version", { host: "unix:///var/run/docker.sock" }, denied);
    assert.equal(error.code, "E_ENGINE_PERMISSION");
    assert.match(error.hint ?? "", /usermod -aG docker/);
  });

  test("that is too old is refused", async (context) => {
    const host = await standIn(context, 200, { Version: "18.03.1", ApiVersion: "1.37" });
    await assert.rejects(Engine.open({ host }), { code: "E_ENGINE_TOO_OLD", message: /18\.03\.1 \(API 1\.37\)/ });
  });

  test("is taken by its API's version as numbers, not as text", async (context) => {
    const host = await standIn(context, 200, { Version: "99.0.0", ApiVersion: "1.100" });
    assert.equal((await Engine.open({ host })).version, "99.0.0");
  });

  test("that is something else is no engine", async (context) => {
    const host = await standIn(context, 200, { hello: "there" });
    await assert.rejects(Engine.open({ host }), {
      code: "E_NO_ENGINE",
      message: /what answers there is something else/,
    });
  });

  test("that answers with an error is quoted", async (context) => {
    const host = await standIn(context, 500, { message: "out of order" });
    await assert.rejects(Engine.open({ host }), {
      code: "E_ENGINE",
      message: /could not say its version: .*out of order/,
    });
  });

  test("that says nothing of a health check has none, as Podman does", async (context) => {
    const State = { Running: true, Pid: 1, StartedAt: "", ExitCode: 0, OOMKilled: false, Health: { Status: "" } };
    const container = { Id: "c1", Name: "/it", State, NetworkSettings: { Ports: {}, Networks: {} }, HostConfig: {} };
    const host = await standIn(context, 200, { Version: "4.3.1", ApiVersion: "1.41", ...container });
    const engine = await Engine.open({ host });
    assert.equal((await engine.container("c1").read())?.health, "none");
  });

  test("tells events as they come, and that it can't when it hangs up or talks nonsense", async (context) => {
    const event = JSON.stringify({ Type: "container", Action: "die", Actor: { ID: "c1" } });
    for (const [pieces, why] of [
      [[`${event}\n${event.slice(0, 9)}`, `${event.slice(9)}\n`], /it hung up/],
      [[`${event}\n${event}\n`, "<html>\n"], /not valid JSON/],
      [[`${event}\n${event}\n`, "{}\n"], /Action/],
    ] as const) {
      const engine = await Engine.open({ host: await eventsOf(context, pieces) });
      const events: ContainerEvent[] = [];
      const error = await new Promise<Error>((resolve) => {
        void engine.watch("shop", (each) => events.push(each), resolve);
      });
      assert.deepEqual(events, [
        { id: "c1", action: "die" },
        { id: "c1", action: "die" },
      ]);
      assert.match(error.message, why);
    }
  });
});
