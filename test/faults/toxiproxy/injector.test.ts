import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { FaultError } from "../../../src/faults/fault-error.ts";
import { httpHeader } from "../../../src/faults/messages/http-header.ts";
import { httpStatus } from "../../../src/faults/messages/http-status.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { down } from "../../../src/faults/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../../src/faults/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../../src/faults/toxiproxy/injector.ts";
import { latency } from "../../../src/faults/toxiproxy/latency.ts";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import { toxicUndoer } from "../../../src/faults/toxiproxy/toxic-fault.ts";
import { startProxyServer } from "../../../src/proxy/server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import { dial, Upstream } from "../../support/sockets.ts";
import { ask } from "../../support/toxiproxy-http.ts";
import { type StandInAnswer, standInServer } from "./stand-in-server.ts";

const edge = { kind: "edge", caller: "checkout", callee: "pricing" } as const;
const slow = plannedFault(latency, edge, { latency: "200ms" });
const never = () => AbortSignal.timeout(20_000);

async function prepareOn(apiUrl: string, fault = slow, clock = systemClock, proxies = ["p"]) {
  const prepared = await prepareFault(
    fault,
    [toxiproxyInjector({ apiUrl, proxiesOf: () => proxies }, clock)],
    "system",
  );
  const [first] = prepared;
  assert.ok(first);
  return { first, prepared };
}

/** An embedded server with the proxies `p` and `q`, whose upstream is dead. */
async function embedded(context: TestContext): Promise<string> {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  context.after(() => server.close());
  const proxies = ["p", "q"].map((name) => ({ name, listen: "127.0.0.1:0", upstream: "127.0.0.1:1" }));
  await server.populate(Buffer.from(JSON.stringify(proxies)));
  return server.url;
}

const notFound: StandInAnswer = { status: 404, body: { error: "not found", status: 404 } };
const silence = () => new Promise<StandInAnswer>(() => undefined);

describe("toxics", () => {
  test("go onto every proxy of the edge, each with an undo record of its own", async (context) => {
    const apiUrl = await embedded(context);
    const { prepared } = await prepareOn(apiUrl, slow, systemClock, ["p", "q"]);
    for (const one of prepared) await one.inject(never());
    const proxies = (await (await fetch(`${apiUrl}/proxies`)).json()) as Record<string, { toxics: { name: string }[] }>;
    for (const name of ["p", "q"]) {
      assert.match(proxies[name]?.toxics.map((toxic) => toxic.name).join() ?? "", /^brownout-latency-1-\w+$/);
    }
    assert.equal(new Set(prepared.map(({ undo }) => undo.id)).size, 2);
    for (const { undo } of prepared) {
      assert.equal(undo.what, "toxic latency-1 on checkout -> pricing");
      assert.match(
        undo.manual,
        /^curl -X DELETE http:\/\/127\.0\.0\.1:\d+\/proxies\/[pq]\/toxics\/brownout-latency-1-\w+$/,
      );
    }
  });

  test("that no call met have not taken effect", async (context) => {
    const { first } = await prepareOn(await embedded(context));
    await first.inject(never());
    const { took, evidence } = await first.verify(never());
    assert.equal(took, "false");
    assert.match(
      evidence,
      /^no call crossed checkout -> pricing that it could act on: was there one, and at the proxy's address\?$/,
    );
  });

  test("say all that they did when they are about to go, not what they had done when they were first seen", async (context) => {
    const apiUrl = await embedded(context);
    const upstream = await Upstream.listen();
    context.after(() => upstream.close());
    await ask(apiUrl, "PATCH /proxies/p", { upstream: upstream.address });
    const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
    const { first } = await prepareOn(apiUrl, plannedFault(latency, edge, { latency: "1ms" }));
    await first.inject(never());
    const caller = await dial(listen);
    context.after(() => void caller.socket.destroy());
    const callee = await upstream.peer();
    for (let times = 1; times <= 5; times++) {
      callee.send("x");
      await caller.receive(times);
      if (times > 1) continue;
      const effect = { took: "true", evidence: "delayed data 1 times on checkout -> pricing" };
      assert.deepEqual(await first.verify(never()), effect);
    }
    const atEnd = { took: "true", evidence: "delayed data 5 times on checkout -> pricing" };
    assert.deepEqual(await first.verify(never()), atEnd);
    await toxicUndoer.undo(first.undo, never());
    assert.equal((await first.verify(never())).took, "false", "somebody took it out");
  });

  test("that spare an arm have not shown to take effect where one request in twenty has no trace", async (context) => {
    let without = 6;
    let name = "";
    const { url } = await standInServer(context, (request) =>
      request === "GET /edges"
        ? { status: 200, body: { p: { toxics: { [name]: 40 }, arms: { [name]: { requests: 100, without } } } } }
        : { status: 200, body: { attributes: { status: 503 } } },
    );
    const fault = { ...plannedFault(httpStatus, edge, { status: 503 }), arms: { seed: 1, control: 0.5 } };
    const { first } = await prepareOn(url, fault);
    name = first.undo.manual.split("/").at(-1) ?? "";
    const many = await first.verify(never());
    assert.equal(many.took, "unknown");
    assert.match(
      many.evidence,
      /^on checkout -> pricing 6 % of the requests came without the trace id of one of the load/,
    );
    without = 5;
    const few = await first.verify(never());
    assert.equal(few.took, "true");
    assert.match(
      few.evidence,
      /^answered 40 requests with 503 on checkout -> pricing; 5 % of the requests came without/,
    );
    without = 0;
    const acted = "answered 40 requests with 503 on checkout -> pricing";
    assert.deepEqual(await first.verify(never()), { took: "true", evidence: acted });
    const bytes = { ...slow, arms: fault.arms };
    await assert.rejects(prepareOn(url, bytes), /latency can't spare an arm/);
  });

  test("on messages are shown by what all proxies of the edge counted, and by each that is still in", async (context) => {
    const counts = { p: 0, q: 2 };
    let isThere = true;
    const { url } = await standInServer(context, (request) => {
      if (!isThere && request.startsWith("GET /proxies/q/")) return notFound;
      if (request !== "GET /edges") return { status: 200, body: { attributes: { share: 0.5, header: { A: "b" } } } };
      const toxics = (times: number) => ({ toxics: { [name]: times } });
      return { status: 200, body: { p: toxics(counts.p), q: toxics(counts.q) } };
    });
    const words = { status: 503, share: 0.5, header: { A: "b" } };
    const { prepared } = await prepareOn(url, plannedFault(httpStatus, edge, words), systemClock, ["p", "q"]);
    const name = prepared[0]?.undo.manual.split("/").at(-1) ?? "";
    const seen = () => Promise.all(prepared.map((one) => one.verify(never())));
    const acted = { took: "true", evidence: "answered 2 requests with 503 on checkout -> pricing" };
    assert.deepEqual(await seen(), [acted, { took: "true", evidence: "" }]);
    isThere = false;
    assert.deepEqual((await seen())[1], { took: "false", evidence: `q has no toxic ${name}` });
    isThere = true;
    counts.q = 0;
    assert.deepEqual((await seen())[0], {
      took: "false",
      evidence:
        "of the calls that crossed checkout -> pricing none was one that it acts on (50 % of all requests with A: b): " +
        "was there one, in HTTP, and at the proxy's address?",
    });
  });

  test("that left every message as it was are told of as such", () => {
    const params = { message: "request", set: { host: "a" }, remove: [] } as const;
    const why = httpHeader.missed?.("checkout -> pricing", params) ?? "";
    assert.match(why, /none was one that it acts on .*One whose headers are so already isn't counted\.$/);
  });

  test("that somebody gave other texts or lists are changed", async (context) => {
    const { url } = await standInServer(context, () => ({ status: 200, body: { attributes: { header: { A: "c" } } } }));
    const { first } = await prepareOn(url, plannedFault(httpStatus, edge, { status: 503, header: { A: "b" } }));
    const { took, evidence } = await first.verify(never());
    assert.equal(took, "false");
    assert.match(evidence, /its header is \{"A":"c"\} instead of \{"A":"b"\}$/);
  });

  test("of another run with the same fault stay, whichever goes first", async (context) => {
    const apiUrl = await embedded(context);
    const toxics = async () => (await (await fetch(`${apiUrl}/proxies/p/toxics`)).json()) as { name: string }[];
    const clock = new FakeClock();
    const { first: theirs } = await prepareOn(apiUrl, slow, clock);
    await theirs.inject(never());
    const [left] = await toxics();
    await clock.advance(1);
    const { first: ours } = await prepareOn(apiUrl, slow, clock);
    await toxicUndoer.undo(ours.undo, never());
    assert.deepEqual(await toxics(), [left]);
    await ours.inject(never());
    await toxicUndoer.undo(ours.undo, never());
    assert.deepEqual(await toxics(), [left]);
  });

  test("on a server that doesn't count, may have taken effect or not", async (context) => {
    const { url } = await standInServer(context, (request) =>
      request === "GET /edges" ? notFound : { status: 200, body: {} },
    );
    const { first } = await prepareOn(url);
    await first.inject(never());
    const effect = await first.verify(never());
    assert.equal(effect.took, "unknown");
    assert.match(effect.evidence, /doesn't count/);
  });

  test("can't be put on a proxy that isn't there", async (context) => {
    const { first } = await prepareOn(await embedded(context), slow, systemClock, ["none"]);
    await assert.rejects(first.inject(never()), (error: unknown) => {
      assert.ok(error instanceof FaultError);
      assert.match(error.message, /Cannot add the toxic brownout-latency-1-\w+ to none at http.*404/);
      assert.notEqual(error.hint, undefined);
      return true;
    });
  });

  test("on a server that is gone may still be in: their undo rejects", async () => {
    const { first } = await prepareOn("http://127.0.0.1:1");
    await assert.rejects(toxicUndoer.undo(first.undo, never()), FaultError);
    await assert.rejects(toxicUndoer.isGone(first.undo, never()), FaultError);
  });

  test("are removed when the server that refuses to says that they aren't there, and only then", async (context) => {
    let looked: StandInAnswer = notFound;
    const { url } = await standInServer(context, (request) => (request.startsWith("DELETE") ? notFound : looked));
    const { undo } = (await prepareOn(url)).first;
    await toxicUndoer.undo(undo, never());
    assert.equal(await toxicUndoer.isGone(undo, never()), true);
    looked = { status: 200, body: {} };
    await assert.rejects(toxicUndoer.undo(undo, never()), /Cannot remove the toxic/);
    assert.equal(await toxicUndoer.isGone(undo, never()), false);
    // Any other server knows neither the toxic nor the route.
    for (looked of [{ status: 404 }, { status: 404, body: {} }, { status: 500, body: notFound.body }]) {
      await assert.rejects(toxicUndoer.undo(undo, never()), FaultError);
      await assert.rejects(toxicUndoer.isGone(undo, never()), FaultError);
    }
  });

  test("on a server that says nothing are given up when the signal says so", async (context) => {
    const { url } = await standInServer(context, silence);
    const { first } = await prepareOn(url);
    const asks = [toxicUndoer, proxyDownUndoer].flatMap(({ kind, undo, isGone }) => {
      const record = { ...first.undo, kind };
      return [(signal: AbortSignal) => undo(record, signal), (signal: AbortSignal) => isGone(record, signal)];
    });
    for (const ask of [...asks, (signal: AbortSignal) => first.verify(signal)]) {
      const cut = new AbortController();
      const asking: Promise<unknown> = ask(cut.signal);
      cut.abort(new Error("deadline"));
      await assert.rejects(asking, /deadline/);
    }
  });
});

describe("an injection that is cut short", () => {
  test("waits for what is on its way, so that the undo can't overtake it", async (context) => {
    const received = Promise.withResolvers<void>();
    const worked = Promise.withResolvers<StandInAnswer>();
    const { url, requests } = await standInServer(context, (request) => {
      if (!request.startsWith("POST")) return { status: 204 };
      received.resolve();
      return worked.promise;
    });
    const { first } = await prepareOn(url);
    const cut = new AbortController();
    let isOver = false;
    const injecting = assert.rejects(first.inject(cut.signal), /cut short/).then(() => {
      isOver = true;
    });
    cut.abort(new Error("cut short"));
    await received.promise;
    assert.equal(isOver, false);
    worked.resolve({ status: 200, body: {} });
    await injecting;
    await toxicUndoer.undo(first.undo, never());
    assert.match(requests.join(), /^POST \/proxies\/p\/toxics,DELETE \/proxies\/p\/toxics\/brownout-latency-1-\w+$/);
  });

  test("doesn't wait long for a server that says nothing", async (context) => {
    const { url } = await standInServer(context, silence);
    const clock = new FakeClock();
    for (const fault of [slow, plannedFault(down, edge)]) {
      const { first } = await prepareOn(url, fault, clock);
      const cut = new AbortController();
      const injecting = assert.rejects(first.inject(cut.signal), /cut short/);
      cut.abort(new Error("cut short"));
      await clock.advance(500);
      await injecting;
      assert.equal(clock.pending, 0);
    }
  });
});

describe("down", () => {
  const proxy = { name: "p", upstream: "pricing:80", enabled: false, toxics: [] };

  test("is unknown where the proxy can't be reached from here", async (context) => {
    const { url } = await standInServer(context, () => ({ status: 200, body: { ...proxy, listen: "10.1.2.3:80" } }));
    const { first } = await prepareOn(url, plannedFault(down, edge));
    const effect = await first.verify(never());
    assert.equal(effect.took, "unknown");
    assert.match(effect.evidence, /10\.1\.2\.3:80 can't be reached from here/);
  });

  test("has not taken effect while something listens there", async (context) => {
    const other = await standInServer(context, silence);
    const listen = other.url.slice("http://".length);
    const { url } = await standInServer(context, () => ({ status: 200, body: { ...proxy, listen } }));
    const { first } = await prepareOn(url, plannedFault(down, edge));
    const effect = await first.verify(never());
    assert.deepEqual(effect, { took: "false", evidence: `${listen} still takes connections` });
  });
});
