import assert from "node:assert/strict";
import { test } from "node:test";
import { envCommand } from "../../../src/cli/commands/env.ts";
import { writeExternalExperiment } from "../../e2e/two-services.ts";
import { runCommand } from "../../support/run-command.ts";
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
