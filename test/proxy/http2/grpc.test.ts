import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  type StatusObject,
  status,
} from "@grpc/grpc-js";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import type { EdgeReading } from "../../../src/proxy/edge-recorder.ts";
import { type ProxyServer, startProxyServer } from "../../../src/proxy/server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { ask } from "../../support/toxiproxy-http.ts";

/** Messages are bytes, as they are. */
const bytes = (message: Buffer) => message;
const methodOf = (name: string, requestStream: boolean, responseStream: boolean) => ({
  path: `/shop.Cart/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const methods = {
  get: methodOf("Get", false, false),
  watch: methodOf("Watch", false, true),
  add: methodOf("Add", true, false),
  talk: methodOf("Talk", true, true),
};

type Reply = (error: Partial<StatusObject> | null, message?: Buffer) => void;

/** By its first bytes, a message asks for a status. */
function answerTo(message: Buffer, reply: Reply): void {
  const code = /^status (\d+)/.exec(message.toString())?.[1];
  if (code === undefined) reply(null, message);
  else reply({ code: Number(code), details: "as asked" });
}

const service = {
  get: (call: ServerUnaryCall<Buffer, Buffer>, reply: Reply) => answerTo(call.request, reply),
  watch(call: ServerWritableStream<Buffer, Buffer>) {
    for (let n = 0; n < 20; n++) call.write(Buffer.from(`${call.request}${n}`));
    call.end();
  },
  add(call: ServerReadableStream<Buffer, Buffer>, reply: Reply) {
    const parts: Buffer[] = [];
    call.on("data", (part: Buffer) => parts.push(part));
    call.on("end", () => reply(null, Buffer.concat(parts)));
  },
  talk(call: ServerDuplexStream<Buffer, Buffer>) {
    call.on("data", (part: Buffer) => call.write(part));
    call.on("end", () => call.end());
  },
};

describe("calls of gRPC through the proxy", () => {
  const server = new Server();
  let proxy: ProxyServer;
  let client: Client;
  let calls = 0;

  before(async () => {
    server.addService(methods, service as never);
    const port = await new Promise((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    proxy = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
    const body = { name: "p", listen: "127.0.0.1:0", upstream: `127.0.0.1:${port}`, protocol: "grpc" };
    const { listen } = await ask<{ listen: string }>(proxy.url, "POST /proxies", body);
    client = new Client(listen, credentials.createInsecure());
  });

  after(async () => {
    client.close();
    server.forceShutdown();
    await proxy.close();
  });

  const unary = (message: string, options: object = {}) =>
    new Promise<string>((resolve, reject) => {
      const { path, requestSerialize, responseDeserialize } = methods.get;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        Buffer.from(message),
        options,
        (error, value) => (error ? reject(error) : resolve(String(value))),
      );
    });

  const refusal = (message: string, options: object = {}) =>
    unary(message, options).then(
      () => assert.fail("it was answered"),
      ({ code, details }: ServiceError) => [code, details],
    );

  /** Waits until so many more calls have ended, and gives what is counted. */
  const edgeAfter = async (more: number): Promise<EdgeReading> => {
    calls += more;
    for (;;) {
      const { p } = await ask<{ p: EdgeReading }>(proxy.url, "GET /edges");
      if (p.ended >= calls) return p;
    }
  };

  test("a unary call, with its trailers", async () => {
    assert.equal(await unary("hello"), "hello");
    const { statuses, failed } = await edgeAfter(1);
    assert.deepEqual([statuses, failed], [{ "grpc OK": 1 }, 0]);
  });

  test("streams of either side, and of both at once", async () => {
    const watch = client.makeServerStreamRequest(methods.watch.path, bytes, bytes, Buffer.from("w"));
    const seen: string[] = [];
    for await (const part of watch) seen.push(String(part));
    assert.deepEqual([seen.length, seen.at(-1)], [20, "w19"]);
    const added = await new Promise((resolve, reject) => {
      const add = client.makeClientStreamRequest(methods.add.path, bytes, bytes, (error, value) =>
        error ? reject(error) : resolve(String(value)),
      );
      for (const part of ["a", "b", "c"]) add.write(Buffer.from(part));
      add.end();
    });
    assert.equal(added, "abc");
    const talk = client.makeBidiStreamRequest(methods.talk.path, bytes, bytes);
    for (const part of ["one", "two"]) {
      talk.write(Buffer.from(part));
      const [heard] = await once(talk, "data");
      assert.equal(String(heard), part);
    }
    talk.end();
    await once(talk, "status");
    assert.equal((await edgeAfter(3)).statuses?.["grpc OK"], 4);
  });

  test("a status that says that the callee failed is a failed call, any other an answer", async () => {
    for (const code of [status.UNAVAILABLE, status.INTERNAL, status.NOT_FOUND, status.RESOURCE_EXHAUSTED])
      assert.deepEqual(await refusal(`status ${code}`), [code, "as asked"]);
    const { errors, statuses } = await edgeAfter(4);
    assert.deepEqual(errors, { "grpc UNAVAILABLE": 1, "grpc INTERNAL": 1 });
    assert.partialDeepStrictEqual(statuses, { "grpc NOT_FOUND": 1, "grpc RESOURCE_EXHAUSTED": 1 });
  });

  test("a deadline that passes, and a call that is cancelled, are given up", async () => {
    await ask(proxy.url, "POST /proxies/p/toxics", {
      type: "http_delay",
      name: "held",
      attributes: { delay: 3_600_000 },
    });
    const [code] = await refusal("late", { deadline: Date.now() + 100 });
    assert.equal(code, status.DEADLINE_EXCEEDED);
    await edgeAfter(1);
    const watch = client.makeServerStreamRequest(methods.watch.path, bytes, bytes, Buffer.from("w"));
    watch.on("error", () => undefined);
    while ((await edgeAfter(0)).inFlight === 0);
    watch.cancel();
    const { errors, inFlight } = await edgeAfter(1);
    await fetch(`${proxy.url}/proxies/p/toxics/held`, { method: "DELETE" });
    assert.deepEqual([errors.abandoned, inFlight], [2, 0]);
  });

  test("grpc_status answers in place of the callee, by name or number, with a message of any characters", async () => {
    const attributes = { status: "unavailable", message: "busy, 100 % ü", calls: [2] };
    await ask(proxy.url, "POST /proxies/p/toxics", { type: "grpc_status", name: "g", attributes });
    assert.equal(await unary("first"), "first");
    assert.deepEqual(await refusal("second"), [status.UNAVAILABLE, "busy, 100 % ü"]);
    const shown = await ask<{ attributes: { status: string } }>(proxy.url, "PATCH /proxies/p/toxics/g", {
      attributes: { status: 4, calls: [] },
    });
    assert.equal(shown.attributes.status, "DEADLINE_EXCEEDED");
    const watch = client.makeServerStreamRequest(methods.watch.path, bytes, bytes, Buffer.from("w"));
    const code = await new Promise((resolve) =>
      watch.on("error", (error: ServiceError) => resolve(error.code)).resume(),
    );
    assert.equal(code, status.DEADLINE_EXCEEDED);
    await fetch(`${proxy.url}/proxies/p/toxics/g`, { method: "DELETE" });
    const { errors } = await edgeAfter(3);
    assert.partialDeepStrictEqual(errors, { "grpc UNAVAILABLE": 2, "grpc DEADLINE_EXCEEDED": 1 });
  });

  test("grpc_status is refused where it names no status", async () => {
    for (const wrong of ["BUSY", 17, -1, 1.5])
      await assert.rejects(
        ask(proxy.url, "POST /proxies/p/toxics", { type: "grpc_status", attributes: { status: wrong } }),
        /400 .*at status/,
      );
  });
});
