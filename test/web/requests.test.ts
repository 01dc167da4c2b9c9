import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ask, send, Visitor } from "./asking.ts";
import { openPlayedDay } from "./played-day.ts";

/** A page but for its script and style, which are the same for all. */
function elementsOf(page: string): string {
  return page.replaceAll(/<(script|style)>[\s\S]*?<\/\1>/g, "");
}

describe("a page of a game day, asked for by whoever shouldn't", () => {
  test("shows nothing of the day without its cookie, and isn't there beside its own path", async (t) => {
    const { links } = await openPlayedDay(t);
    const { base, headers } = new Visitor(links.observer);
    const page = await ask(base);
    assert.equal(page.status, 200);
    assert.doesNotMatch(elementsOf(page.text), /Checkout|Nobody notices|data-ask/);
    assert.equal((await ask(new URL(base).origin)).status, 404);
    assert.equal((await ask(`${base}events`)).status, 401);
    assert.equal((await ask(`${base}runs/run-1/report.html`)).status, 401);
    for (const cookie of ["", "brownout-day=", `brownout-day=${"A".repeat(32)}`]) {
      const asked = await ask(`${base}ask/stop`, { method: "POST", headers: { ...headers, cookie }, body: "{}" });
      assert.equal(asked.status, 401);
      assert.match(asked.message, /isn't at the game day/);
    }
  });

  test("is nowhere else than at its own address", async (t) => {
    const { links, desk } = await openPlayedDay(t);
    const { visitor } = await Visitor.at(links.leader, "Ada");
    const { port } = new URL(visitor.base);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      `localhost:${port}`,
      "127.0.0.1",
      `127.0.0.1:1${port}`,
    ]) {
      const headers = { ...visitor.headers, host };
      assert.equal((await ask(visitor.base, { headers })).status, 421, host);
      assert.equal((await ask(`${visitor.base}ask/begin`, { method: "POST", headers, body: "{}" })).status, 421, host);
    }
    assert.equal(desk.state.stage.kind, "gathering");
  });

  test("takes nothing that another page sends", async (t) => {
    const { links, desk } = await openPlayedDay(t);
    const { visitor } = await Visitor.at(links.leader, "Ada");
    const { origin, port } = new URL(visitor.base);
    const { origin: _, ...without } = visitor.headers;
    for (const headers of [
      without,
      { ...visitor.headers, origin: "null" },
      { ...visitor.headers, origin: "http://evil.example" },
      { ...visitor.headers, origin: `http://localhost:${port}` },
      { ...visitor.headers, origin: origin.replace(port, String(Number(port) - 1)), "sec-fetch-site": "same-site" },
      { ...visitor.headers, "sec-fetch-site": "same-site" },
      { ...visitor.headers, "sec-fetch-site": "cross-site" },
      { ...visitor.headers, "sec-fetch-site": "none" },
    ]) {
      const asked = await ask(`${visitor.base}ask/begin`, { method: "POST", headers, body: "{}" });
      assert.equal(asked.status, 403, JSON.stringify(headers));
    }
    const stream = { cookie: visitor.cookie, "sec-fetch-site": "same-site" };
    assert.equal((await ask(`${visitor.base}events`, { headers: stream })).status, 403);
    assert.equal(desk.state.stage.kind, "gathering");
  });

  test("takes JSON alone, as it is to be, and not too much of it", async (t) => {
    const { links, desk, failures } = await openPlayedDay(t);
    const { visitor } = await Visitor.at(links.scribe, "Grace");
    const url = `${visitor.base}ask/note`;
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
      const headers = { ...visitor.headers, "content-type": type };
      assert.equal((await ask(url, { method: "POST", headers, body: '{"text":"x"}' })).status, 415, type);
    }
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '"x"',
      "{}",
      '{"text":1}',
      '{"text":"x","by":"Ada"}',
      '{"text":"x","__proto__":{}}',
    ]) {
      assert.equal((await ask(url, { method: "POST", headers: visitor.headers, body })).status, 400, body);
    }
    const long = await visitor.post("ask/note", { text: "x".repeat(1024 * 1024) });
    assert.equal(long.status, 413);
    assert.match(long.message, /10,000 characters/);
    const longer = await visitor.post("ask/note", { text: "x".repeat(10_001) });
    assert.equal(longer.status, 409);
    assert.match(longer.message, /10,000 characters at most/);
    assert.deepEqual(desk.state.notes, []);
    assert.equal((await visitor.post("ask/note", { text: "ü".repeat(10_000) })).status, 200);
    assert.equal((await visitor.post("ask/everything")).status, 404);
    assert.equal(desk.state.notes.length, 1);
    assert.deepEqual(failures, []);
  });

  test("keeps to whom it gave it what it says, and where", async (t) => {
    const { links } = await openPlayedDay(t);
    const visitor = new Visitor(links.leader);
    const { headers } = await visitor.join("Ada");
    assert.match(
      String(headers["set-cookie"]),
      new RegExp(`^brownout-day=[\\w-]{32}; Path=${new URL(visitor.base).pathname}; HttpOnly; SameSite=Strict$`),
    );
    for (const path of ["", "nowhere", "events"]) {
      const response = await send(visitor.base + path, { headers: { cookie: visitor.cookie } });
      response.destroy();
      assert.equal(response.headers["cache-control"], "no-store", path);
      assert.equal(response.headers["x-frame-options"], "DENY", path);
      assert.equal(response.headers["referrer-policy"], "no-referrer", path);
      assert.match(String(response.headers["content-security-policy"]), /frame-ancestors 'none'/, path);
      assert.equal(response.headers["access-control-allow-origin"], undefined, path);
    }
    const { text } = await ask(visitor.base, { headers: { cookie: visitor.cookie } });
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-/);
    assert.match(policy, /connect-src &#39;self&#39;; require-trusted-types-for/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  });

  test("shows reports of the day's own runs alone, where they can do nothing to it", async (t) => {
    const { links, runsFolder, desk } = await openPlayedDay(t);
    const { visitor } = await Visitor.at(links.leader, "Ada");
    for (const run of ["run-1", "another"]) {
      await mkdir(join(runsFolder, run));
      await writeFile(join(runsFolder, run, "report.html"), `report of ${run}`);
    }
    await visitor.post("ask/begin");
    await visitor.post("ask/go");
    await desk.stop({ name: "Ada", role: "leader" });
    const headers = { cookie: visitor.cookie };
    const report = await ask(`${visitor.base}runs/run-1/report.html`, { headers });
    assert.equal(report.text, "report of run-1");
    assert.match(String(report.headers["content-security-policy"]), /^sandbox allow-scripts;/);
    for (const run of ["another", "..", "%2e%2e", "run-1/../another", "run-1%2f..%2fanother"]) {
      assert.equal((await ask(`${visitor.base}runs/${run}/report.html`, { headers })).status, 404, run);
    }
  });
});

test("an observer who asks for what is the leader's changes nothing, and is told so", async (t) => {
  const { links, desk } = await openPlayedDay(t);
  const { visitor: leader } = await Visitor.at(links.leader, "Ada");
  const { visitor: observer } = await Visitor.at(links.observer, "Linus");
  assert.match((await observer.post("ask/begin")).message, /only the leader begins, and Linus is observer/);
  await leader.post("ask/begin");
  for (const [name, body] of Object.entries({
    go: {},
    "no-go": { why: "no" },
    again: {},
    reviewed: {},
    end: {},
    leave: { why: "no" },
  })) {
    const { status, message } = await observer.post(`ask/${name}`, body);
    assert.equal(status, 409, name);
    assert.match(message, /only the leader/, name);
  }
  for (const [name, body] of Object.entries({
    learn: { text: "x" },
    file: { title: "x", severity: "low", owner: "x", text: "x" },
  })) {
    assert.match((await observer.post(`ask/${name}`, body)).message, /only the leader and the scribe/, name);
  }
  assert.equal(desk.state.stage.kind, "deciding");
  const { text } = await ask(observer.base, { headers: { cookie: observer.cookie } });
  assert.deepEqual(
    [...elementsOf(text).matchAll(/data-ask="([\w-]+)"/g)].map(([, name]) => name),
    ["goodbye", "note", "stop"],
  );
});
