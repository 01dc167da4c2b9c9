import assert from "node:assert/strict";
import { test } from "node:test";
import { envCommand } from "../../../src/cli/commands/env.ts";
import { writeExternalExperiment } from "../../e2e/two-services.ts";
import { runCommand } from "../../support/run-command.ts";
import { serve } from "../../support/serve.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("env prints the addresses that callers are to be told of, in three formats, before anything runs", async (context) => {
  const services = { checkout: { url: "http://127.0.0.1:8080", pidfile: "not-there-yet.pid" } };
  const edges = {
    "checkout -> order-db": { listen: "0.0.0.0:9003", upstream: "127.0.0.1:5432" },
    "checkout -> pricing": { listen: "127.0.0.1:9001", upstream: "127.0.0.1:9002" },
    "cart -> pricing": { listen: "127.0.0.1:9004", upstream: "127.0.0.1:9002" },
  };
  const file = await writeExternalExperiment(await temporaryFolder(context), { services, edges });
  assert.deepEqual((await runCommand(envCommand, file)).out.split("\n"), [
    "export CART_PRICING_URL=http://127.0.0.1:9004",
    "export CART_PRICING_ADDRESS=127.0.0.1:9004",
    "export ORDER_DB_ADDRESS=127.0.0.1:9003",
    "export CHECKOUT_PRICING_URL=http://127.0.0.1:9001",
    "export CHECKOUT_PRICING_ADDRESS=127.0.0.1:9001",
  ]);
  const forCart = await runCommand(envCommand, file, "--service", "cart", "--format", "dotenv");
  assert.equal(forCart.out, "PRICING_URL=http://127.0.0.1:9004\nPRICING_ADDRESS=127.0.0.1:9004");
  const json = await runCommand(envCommand, file, "--service", "checkout", "--format", "json");
  assert.equal(JSON.parse(json.out).PRICING_URL, "http://127.0.0.1:9001");
  await assert.rejects(
    runCommand(envCommand, file, "--service", "pricing"),
    /pricing calls nobody through a proxy here/,
  );
});

test("env prints nothing that a shell would read otherwise, and no address that is none", async (context) => {
  const folder = await temporaryFolder(context);
  const services = { checkout: { url: "http://127.0.0.1:8080" } };
  const edges = { "checkout -> pricing": { listen: "[::1]:9001", upstream: "127.0.0.1:9002" } };
  const file = await writeExternalExperiment(folder, { services, edges });
  assert.deepEqual((await runCommand(envCommand, file)).out.split("\n"), [
    "export PRICING_URL='http://[::1]:9001'",
    "export PRICING_ADDRESS='[::1]:9001'",
  ]);
  const proxy = { name: "checkout-pricing", listen: "$(id):9001", upstream: "127.0.0.1:9002" };
  const other = await serve(context, (_request, response) => response.end(JSON.stringify({ [proxy.name]: proxy })));
  const told = await writeExternalExperiment(folder, { services, toxiproxy: `http://${other}` });
  await assert.rejects(runCommand(envCommand, told), {
    code: "E_EXTERNAL_SYSTEM",
    message: `http://${other} says of a proxy that it listens on "$(id):9001", which is no address`,
  });
});
