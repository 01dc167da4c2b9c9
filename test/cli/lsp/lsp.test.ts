import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver/node";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { cli } from "../../e2e/brownout-process.ts";
import { example as exampleOfDesign } from "../../files/experiment/stand-ins.ts";
import { gamedayText } from "../../files/gameday/gameday-example.ts";
import { edited, LanguageClient, said } from "../../support/language-client.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const graph = readFileSync(new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url), "utf8");
const example = exampleOfDesign
  .replace("../fixtures/graphs/checkout.yaml", "graphs/shop.yaml")
  .replace(/ {2}compose: .*\n {2}kubernetes: .*\n/, "");

/** A server with a project: an experiment and its graph, on disk. */
async function serve(context: TestContext, capabilities?: object) {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, "graphs"));
  writeFileSync(join(folder, "graphs/shop.yaml"), graph);
  const client = new LanguageClient(context, [cli, "lsp", "--stdio"]);
  await client.initialize(capabilities);
  const path = (name: string) => join(folder, name);
  const uri = (name: string) => pathToFileURL(path(name)).href;
  /** Writes a file and opens it. */
  const open = (name: string, text: string) => {
    writeFileSync(path(name), text);
    client.open(uri(name), text);
    return uri(name);
  };
  return { client, path, uri, open };
}

/** `12:5 faults[0].latency: …`, as `validate` prints them behind the file's name. */
function lines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`);
}

const some = (diagnostics: readonly Diagnostic[]) => diagnostics.length > 0;
const none = (diagnostics: readonly Diagnostic[]) => diagnostics.length === 0;

test("says what validate says, at the same places, and mends what is nearly right", {
  timeout: 120_000,
}, async (context) => {
  const { client, path, open } = await serve(context);
  const wrong = example
    .replace("owner:", "ownr:")
    .replace("variant: protected", "variant: protectd")
    .replace("type: latency", "type: latncy")
    .replace("on: checkout -> pricing", "on: checkout -> pricng")
    .replace("POST gateway/", "POST gatway/")
    .replace("shoppers.p95 < 300ms\n\nfaults", "shopers.p95 < 300ms\n\nfaults")
    .replace("shoppers.p99 > 9s over 5s", "shoppers.p99 > 9s ovr 5s")
    .replace("recovery <", "recovry <");
  const uri = open("x.yaml", wrong);
  const found = await client.until(uri, some);
  const { err } = await runCommand(validateCommand, path("x.yaml"));
  assert.deepEqual(
    lines(found),
    err.split("\n").map((line) => line.replace(`${path("x.yaml")}:`, "")),
  );
  assert.ok(found.every(({ source }) => source === "brownout"));
  assert.equal(found.length, 8);
  const actions = (await Promise.all(found.map((diagnostic) => client.actions(uri, diagnostic)))).flat();
  const edits = actions.flatMap(({ edit }) => edit?.changes?.[uri] ?? []);
  const mended = edited(wrong, edits);
  assert.equal(mended, example);
  client.change(uri, mended, 2);
  assert.deepEqual(await client.actions(uri, found[0] as Diagnostic), [], "of a text that is no longer there");
  assert.deepEqual(await client.until(uri, none), []);
  assert.equal(await client.shutdown(), 0);
});

test("answers while a document is typed, from the graph as it is in the editor", {
  timeout: 120_000,
}, async (context) => {
  const { client, uri, open } = await serve(context);
  const name = open("x.yaml", example);
  await client.until(name, none);
  const typed = example.slice(0, example.indexOf("on: checkout") + "on: ".length);
  client.change(name, typed, 2);
  const edges = await client.completion(name, typed, typed.length);
  assert.ok(
    edges.some(({ label }) => label === "checkout -> pricing"),
    edges.map(({ label }) => label).join(),
  );
  const graphUri = uri("graphs/shop.yaml");
  client.open(graphUri, graph);
  await client.until(graphUri, none);
  const renamed = graph.replaceAll("pricing", "prices");
  client.change(graphUri, renamed, 2);
  const others = await client.completion(name, typed, typed.length);
  assert.ok(others.some(({ label }) => label === "checkout -> prices"));
  // A graph that is broken for the moment still has the names that it had.
  client.change(graphUri, `${renamed}  x: [`, 3);
  assert.ok((await client.completion(name, typed, typed.length)).some(({ label }) => label === "checkout -> prices"));
  client.change(name, example, 3);
  const [unreadable] = await client.until(name, (all) => all.some((one) => /shop\.yaml:/.test(said(one))));
  assert.match(said(unreadable), /not YAML/);
  client.change(graphUri, renamed, 4);
  const missing = await client.until(name, (all) => all.some((one) => /no service "pricing"/.test(said(one))));
  assert.ok(missing.every(({ severity }) => severity === 1));
  client.notify("textDocument/didClose", { textDocument: { uri: graphUri } });
  assert.deepEqual(await client.until(name, none), []);
  const about = await client.hover(name, example, example.indexOf("jitter"));
  assert.match(JSON.stringify(about?.contents), /Most that a delay differs/);
  await client.leave();
});

test("takes UTF-16 positions and CRLF; warns; prints as fmt; leaves others' files alone", {
  timeout: 120_000,
}, async (context) => {
  const { client, uri, open, path } = await serve(context);
  client.open("file:///a%2Fb.yaml", example);
  const odd = example.replace("phases: { warm-up: 5s,", 'phases: { "🦊🦊": 5s, warm-up: 5,').replaceAll("\n", "\r\n");
  const found = await client.until(open("odd.yaml", odd), some);
  const { err } = await runCommand(validateCommand, path("odd.yaml"));
  assert.deepEqual(
    lines(found),
    err.split("\n").map((line) => line.replace(`${path("odd.yaml")}:`, "")),
  );
  const line = odd.split("\r\n")[found[0]?.range.start.line ?? 0] ?? "";
  assert.deepEqual(
    found.map(({ range }) => line.slice(range.start.character, range.end.character)),
    ['"🦊🦊"', "5"],
  );
  const unformatted = example
    .replace("name: pricing-slow\n", "")
    .replace("owner: checkout", "owner:   checkout\nname: pricing-slow");
  const plain = open("plain.yaml", unformatted);
  assert.equal(edited(unformatted, await client.format(plain)), example);
  const compose = open("docker-compose.yml", "services:\n  web: { image: x, command: y }\n");
  assert.deepEqual(await client.until(compose, none), []);
  assert.deepEqual(await client.completion(compose, "services:\n", 10), []);
  const broken = open("broken.yaml", `# yaml-language-server: $schema=../schema/experiment.schema.json\nname: [`);
  assert.match(said((await client.until(broken, some))[0]), /not YAML/);
  assert.deepEqual(await client.format(broken), []);
  const long = open("experiments.brownout.yaml", `${example}#${"x".repeat(300_000)}\n`);
  assert.match(said((await client.until(long, some))[0]), /larger than 256 KiB/);
  assert.deepEqual(await client.completion(long, "", 0), []);
  assert.deepEqual(await client.completion(uri("nowhere.yaml"), "", 0), []);
  await client.shutdown();
});

test("checks game days, graphs and incidents, and says what is wrong elsewhere where it is named", {
  timeout: 120_000,
}, async (context) => {
  const { client, open } = await serve(context);
  open("x.yaml", example.replace("2800ms", "2800"));
  const gameday = gamedayText(["run: pricing-slow.yaml", "run: x.yaml"]);
  const [wrongDay] = await client.until(open("gameday.yaml", gameday), some);
  assert.match(said(wrongDay), /x\.yaml:\d+:\d+ faults\[0\]\.latency/);
  assert.equal(gameday.split("\n")[wrongDay?.range.start.line ?? 0]?.trim(), "- run: x.yaml");
  const wrong = graph.replace("GET pricing/price", "GET prcing/price");
  const graphUri = open("graphs/other.yaml", wrong);
  const [noService] = await client.until(graphUri, some);
  assert.match(said(noService), /no service "prcing"; did you mean "pricing"/);
  const [action] = await client.actions(graphUri, noService as Diagnostic);
  assert.equal(edited(wrong, action?.edit?.changes?.[graphUri] ?? []), graph);
  const file = fileURLToPath(new URL("../../../experiments/incidents/checkout/incident.yaml", import.meta.url));
  const incident = readFileSync(file, "utf8");
  const { href } = pathToFileURL(file);
  client.open(href, incident.replace("(checkout -> pricing).p95", "(checkout -> pricng).p95"));
  assert.match(said((await client.until(href, some))[0]), /no service "pricng"/);
  client.change(href, incident, 2);
  assert.deepEqual(await client.until(href, none), []);
  await client.shutdown();
});

test("is told of files that change on disk", { timeout: 120_000 }, async (context) => {
  const { client, uri, path, open } = await serve(context, {
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
  });
  const name = open("x.yaml", example);
  await client.until(name, none);
  writeFileSync(path("graphs/shop.yaml"), graph.replaceAll("pricing", "prices"));
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("graphs/shop.yaml"), type: 2 }] });
  assert.ok((await client.until(name, some)).length > 0);
  await client.shutdown();
});
