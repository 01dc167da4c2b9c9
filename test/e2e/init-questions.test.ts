import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { isOnPath } from "../../src/clients/os/is-on-path.ts";
import { lacking, testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { CTRL_C, DOWN, ENTER, TypedTerminal } from "../support/typed-terminal.ts";
import { cli, startBrownout } from "./brownout-process.ts";

const { test } = testsNeeding(isOnPath("script") ? false : lacking("programs", "script isn't installed"));

const GRAPH = `name: shop
services:
  web: { command: node web.mjs, calls: { pricing: { url: PRICING_URL } } }
  pricing: { command: node pricing.mjs }
`;

async function initIn(context: TestContext, args = "", files: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder(context);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = "KUBECONFIG=/nonexistent HOME=/nonexistent";
  const line = `env ${env} ${process.execPath} ${cli} init ${args}`;
  return { folder, terminal: new TypedTerminal(context, line, folder) };
}

test("init asks on a terminal, what was found first, and writes what was answered", async (context) => {
  const { folder, terminal } = await initIn(context, "", { "shop.yaml": GRAPH, Procfile: "web: node web.mjs\n" });
  await terminal.answer(
    /Which system [\s\S]*--demo\)[\s\S]*shop\.yaml [\s\S]*Procfile[\s\S]*runs already[\s\S]*demo shop/,
    ENTER,
  );
  await terminal.answer(/Which request .*--request/, `GET web/cart${ENTER}`);
  // An answer that is none is asked for again.
  await terminal.answer(/How many .*--rate/, `80${ENTER}`);
  await terminal.answer(/a rate is a number above 0 with its unit/, `/s${ENTER}`);
  await terminal.answer(/Where does something go wrong.*--at/, ENTER);
  await terminal.answer(/What goes wrong on web -> pricing.*--fault/, ENTER);
  await terminal.answer(/--with latency=/, `2s${ENTER}`);
  await terminal.answer(/How long .*--lasts/, ENTER);
  await terminal.answer(/Who acts .*--owner/, `team shop${ENTER}`);
  assert.equal(await terminal.ended(), 0, terminal.text);
  const file = "slow-pricing.yaml";
  const text = readFileSync(join(folder, file), "utf8");
  for (const line of ["owner: team shop", "request: GET web/cart", "rate: 80/s", "latency: 2s", 'graph: "shop.yaml"']) {
    assert.ok(text.includes(line), `${line} in\n${text}`);
  }
  assert.match(
    terminal.text,
    new RegExp(
      `ok ${file}\\n[\\s\\S]*name: slow-pricing[\\s\\S]*next:\\n {2}brownout plan ${file}\\n {2}brownout run ${file}\\n`,
    ),
  );
  const validated = await startBrownout(context, ["validate", file], folder).ended;
  assert.equal(validated.stdout, `ok ${file}\n`);
});

test("Ctrl-C at a question writes nothing", async (context) => {
  const { folder, terminal } = await initIn(context);
  await terminal.answer(/Which system/, DOWN + ENTER);
  await terminal.answer(/Which request/, CTRL_C);
  assert.equal(await terminal.ended(), 130, terminal.text);
  assert.match(terminal.text, /SIGINT: ended before anything was started/);
  assert.deepEqual(readdirSync(folder), []);
});

test("init with a system asks only where something is needed that has no usual answer", async (context) => {
  const whole = await initIn(context, "--graph shop.yaml --request 'GET web/'", { "shop.yaml": GRAPH });
  assert.equal(await whole.terminal.ended(), 0, whole.terminal.text);
  assert.doesNotMatch(whole.terminal.text, /How many/);
  const lacksRequest = await initIn(context, "--graph shop.yaml", { "shop.yaml": GRAPH });
  await lacksRequest.terminal.answer(/Which request/, CTRL_C);
  await lacksRequest.terminal.ended();
});

test("--yes asks nothing on a terminal, and says which option is missing", async (context) => {
  const { folder, terminal } = await initIn(context, "--yes --graph shop.yaml", { "shop.yaml": GRAPH });
  assert.equal(await terminal.ended(), 64, terminal.text);
  assert.match(terminal.text, /Say it with --request/);
  assert.deepEqual(readdirSync(folder), ["shop.yaml"]);
});
