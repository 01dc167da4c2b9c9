import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import type { handleBidiStreamingCall, Server, ServerDuplexStream } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import descriptor, { type IFileDescriptorProto } from "protobufjs/ext/descriptor/index.js";
import { grpc } from "../../../src/load/commands/grpc.ts";
import { prepareCommands } from "../../../src/load/commands/list.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { InconclusiveError } from "../../../src/values/errors.ts";
import { Collector, makeLoad } from "../collector.ts";
import { refusedUrl } from "../target.ts";
import { type Item, startCart } from "./cart-server.ts";

const MESSAGE = '{"id": "{{id}}", "count": {{counter}}, "prices": {"eur": {"cents": {{int 7 7}}}}}';

function reflect(server: Server, definitions: PackageDefinition): void {
  new ReflectionService(definitions).addToServer(server);
}

function prepare(address: string, method = "shop.Cart/Get", message = "{}", withinMs = 10_000) {
  const command = { addresses: [address], sends: [message], settings: { method } };
  return grpc.prepare(command, systemClock.wallMs() + withinMs);
}

function load(address: string) {
  const command = {
    kind: "grpc",
    addresses: [address],
    connections: 5,
    sends: [MESSAGE],
    settings: { method: "shop.Cart/Get" },
  };
  return makeLoad({ name: "carts", pacing: { kind: "constant", ratePerS: 100 }, requests: [], command });
}

interface Question {
  readonly fileByFilename?: string;
}
interface Told {
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Uint8Array[] };
}
type Stream = ServerDuplexStream<Question, Told>;

/** A server as those are that have only the older protocol and tell of one file at a time; `asked` are those that were asked for. */
function olderOf(server: Server, asked: string[]): Pick<Server, "addService"> {
  return {
    addService(service, { ServerReflectionInfo: answer }) {
      if (!service.ServerReflectionInfo?.path.startsWith("/grpc.reflection.v1alpha.")) return;
      const ServerReflectionInfo = (stream: Stream) => {
        const write = stream.write.bind(stream);
        stream.on("data", ({ fileByFilename }: Question) => fileByFilename && asked.push(fileByFilename));
        stream.write = (told: Told) => write(withOneFile(told));
        (answer as handleBidiStreamingCall<Question, Told>)(stream);
      };
      server.addService(service, { ServerReflectionInfo });
    },
  };
}

function withOneFile(told: Told): Told {
  const { FileDescriptorProto } = descriptor;
  const files = told.fileDescriptorResponse?.fileDescriptorProto ?? [];
  const [own, ...others] = files.map((bytes) => FileDescriptorProto.decode(bytes) as IFileDescriptorProto);
  if (own === undefined) return told;
  const one = FileDescriptorProto.encode({ ...own, dependency: others.map(({ name }) => name) }).finish();
  return { ...told, fileDescriptorResponse: { fileDescriptorProto: [one] } };
}

describe("a load of gRPC without a proto file", { timeout: 30_000 }, () => {
  it("learns from its server what it sends", async (context) => {
    const items: Item[] = [];
    const { address } = await startCart(
      context,
      (item, answer) => {
        items.push(item);
        answer(null, item);
      },
      reflect,
    );
    const collector = new Collector();
    const running = await openLoop.start([load(address)], collector);
    await collector.until(() => collector.totals("carts").ended >= 20);
    await running.stop();
    assert.deepEqual([collector.totals("carts").failed, items.length], [0, 20]);
    assert.deepEqual(
      items.map(({ count, prices }) => [count, prices]).toSorted(([a], [b]) => Number(a) - Number(b)),
      items.map((_, index) => [index + 1, { eur: { cents: 7 } }]),
    );
  });

  it("asks by the older protocol where there is no other, and for the files that are imported", async (context) => {
    const items: Item[] = [];
    const asked: string[] = [];
    const { address } = await startCart(
      context,
      (item, answer) => {
        items.push(item);
        answer(null, item);
      },
      (server, definitions) => new ReflectionService(definitions).addToServer(olderOf(server, asked)),
    );
    const connection = (await prepare(address))(address);
    context.after(() => connection.close());
    assert.equal(await connection.send(['{"prices": {"eur": {"cents": 5}}}']), undefined);
    assert.deepEqual([items[0]?.prices, asked], [{ eur: { cents: 5 } }, ["money.proto"]]);
  });

  it("can't begin where its server doesn't have what it sends, and says what it has", async (context) => {
    const { address } = await startCart(context, () => undefined, reflect);
    for (const [method, sends, message] of [
      ["shop.Carts/Get", "{}", "its server has no service shop.Carts: it has shop.Cart"],
      ["shop.Cart/Put", "{}", "its server has no method shop.Cart/Put: it has shop.Cart/Get, shop.Cart/Watch"],
      ["shop.Cart/Watch", "{}", /^shop.Cart\/Watch is a stream/],
      ["shop.Cart/Get", '{"prices": {{int 1 9}}}', /^the message is none that shop.Cart\/Get takes: .*prices/],
    ] as const) {
      await assert.rejects(prepare(address, method, sends), { name: "CommandError", message });
    }
  });

  it("can't begin where its server doesn't answer, or not in time", async (context) => {
    const refused = (await refusedUrl()).replace("http://", "");
    await assert.rejects(prepare(refused), { message: /^its server can't be asked for its services: .*UNAVAILABLE/ });
    const silent = createServer((socket) => context.after(() => socket.destroy())).listen(0, "127.0.0.1");
    context.after(() => silent.close());
    await once(silent, "listening");
    const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await assert.rejects(prepare(address, "shop.Cart/Get", "{}", 300), {
      message: /^its server can't be asked for its services: .*DEADLINE_EXCEEDED/,
    });
  });

  it("has its time to ask from when the module that asks is there", async (context) => {
    const { address } = await startCart(context, () => undefined, reflect);
    let minutesAgo = 1;
    const clock = { ...systemClock, wallMs: () => systemClock.wallMs() - minutesAgo * 60_000 };
    const ready = prepareCommands([load(address)], clock);
    // As if the module took a minute.
    minutesAgo = 0;
    assert.deepEqual([...(await ready).keys()], ["carts"]);
  });

  it("makes a run inconclusive where its server has no reflection, and says what to do", async (context) => {
    const { address } = await startCart(context, () => undefined);
    await assert.rejects(openLoop.start([load(address)], new Collector()), (error) => {
      assert.ok(error instanceof InconclusiveError, String(error));
      assert.equal(error.message, "load carts: its server doesn't tell of its services: it has no reflection");
      assert.match(error.hint ?? "", /^Give the file that has the service/);
      return true;
    });
  });
});
