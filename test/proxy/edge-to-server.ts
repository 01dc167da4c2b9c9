import assert from "node:assert/strict";
import { runProgram } from "../../src/clients/os/run-program.ts";
import type { EdgeReading } from "../../src/proxy/edge-recorder.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

/** A real server, and an edge that leads to it. */
export interface EdgeToServer {
  /** Address of the edge's proxy. */
  readonly proxied: string;
  readonly direct: string;
  /** Waits until all connections of the edge are closed. */
  whenClosed(): Promise<EdgeReading>;
  readonly edgeWhen: ProxyUnderTest["edgeWhen"];
  /** Adds a toxic by the name of its type. */
  addToxic(type: string, attributes: object): Promise<void>;
  removeToxic(type: string): Promise<void>;
}

export function edgeTo(
  server: { readonly address: string },
  run: (edge: EdgeToServer) => Promise<void>,
): Promise<void> {
  return withProxy(async ({ apiUrl, edgeWhen }) => {
    await ask(apiUrl, "PATCH /proxies/p", { upstream: server.address });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    const whenClosed = () => edgeWhen(({ connections }) => connections.total > 0 && connections.open === 0);
    const addToxic = async (type: string, attributes: object) => {
      await ask(apiUrl, "POST /proxies/p/toxics", { name: type, type, attributes });
    };
    const removeToxic = async (type: string) => {
      await ask(apiUrl, `DELETE /proxies/p/toxics/${type}`);
    };
    await run({ proxied: listen, direct: server.address, whenClosed, edgeWhen, addToxic, removeToxic });
  });
}

export async function output(program: string, ...args: readonly string[]): Promise<string> {
  const end = await runProgram([program, ...args]);
  assert.equal(end?.code, 0, end?.stderr);
  return end?.stdout ?? "";
}

export function at(address: string): string[] {
  const [host = "", port = ""] = address.split(":");
  return ["-h", host, "-p", port];
}

/** Number of commands by the server's own count, without those that asked for it. */
export async function redisCalls(address: string): Promise<number> {
  const lines = (await output("redis-cli", ...at(address), "info", "commandstats")).matchAll(
    /^cmdstat_(.+):calls=(\d+)/gm,
  );
  const calls = [...lines].filter(([, name]) => name !== "config|resetstat" && name !== "info");
  return calls.reduce((sum, [, , count]) => sum + Number(count), 0);
}
