import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { dial, Upstream } from "../../support/sockets.ts";
import { ask } from "../../support/toxiproxy-http.ts";
import { command } from "../protocols/spoken.ts";
import { withProxy } from "../proxy-under-test.ts";

test("of two proxies on one way, each tells its own errors in other words", () =>
  withProxy(async ({ apiUrl }) => {
    const server = await Upstream.listen();
    const make = async (name: string, upstream: string, match: string): Promise<string> => {
      const { listen } = await ask<{ listen: string }>(apiUrl, "POST /proxies", {
        name,
        listen: "127.0.0.1:0",
        upstream,
      });
      const attributes = { match, error: `OOM ${name}` };
      await ask(apiUrl, `POST /proxies/${name}/toxics`, { type: "query_error", attributes });
      return listen;
    };
    const caller = await dial(await make("first", await make("second", server.address, "SET"), "GET"));
    caller.send(command("GET", "a") + command("SET", "a", "1"));
    const peer = await server.peer();
    const standIns = () => [...peer.text.matchAll(/BROWNOUT\.QUERY\.ERROR\.\d+/g)].map(([name]) => name);
    while (standIns().length < 2) await once(peer.socket, "received");
    peer.send(
      standIns()
        .map((name) => `-ERR unknown command '${name}'\r\n`)
        .join(""),
    );
    assert.equal(await caller.receive("-OOM first\r\n-OOM second\r\n".length), "-OOM first\r\n-OOM second\r\n");
    caller.socket.destroy();
    await server.close();
  }));
