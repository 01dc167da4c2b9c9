import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openLoop } from "../../../src/load/open-loop.ts";
import { testsNeeding } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { withoutPrograms } from "../../support/without-programs.ts";
import { Collector, countOf, makeEndlessLoad, makeLoad, quantileOf } from "../collector.ts";
import { refusedUrl, startTarget } from "../target.ts";

const { describe, it } = testsNeeding(withoutPrograms("vegeta"));

async function vegeta(context: TestContext, ...urls: readonly string[]) {
  const file = join(await temporaryFolder(context), "targets.txt");
  writeFileSync(file, urls.map((url) => `GET ${url}\n`).join(""));
  return { pacing: { kind: "constant", ratePerS: 100 }, requests: [], generator: { program: "vegeta", file } } as const;
}

describe("a load that vegeta sends", { timeout: 30_000 }, () => {
  it("is read live, and counts from scheduled times what has ended and what hasn't", async (context) => {
    let hanging = 0;
    const { url } = await startTarget(context, (request, response) => {
      if (request.url === "/hang") hanging += 1;
      else response.writeHead(request.url === "/bad" ? 503 : 200).end("x");
    });
    const load = makeEndlessLoad(await vegeta(context, `${url}/`, `${url}/bad`, `${url}/`, `${url}/hang`));
    const collector = new Collector();
    const running = await openLoop.start([load], collector);
    await collector.until(() => hanging >= 20 && collector.totals().ended >= 50);
    await running.stop();
    const { started, ended, failed, errors, statuses = {}, inFlight, ages, latency } = collector.totals();
    assert.ok(ended >= 50 && started >= ended + 20, `${started} ${ended}`);
    assert.deepEqual(errors, { "status 503": failed });
    assert.ok(Math.abs((statuses[200] ?? 0) - 2 * failed) <= 2, JSON.stringify(statuses));
    assert.equal(countOf(ages), inFlight);
    assert.ok(quantileOf(ages, 1) > 600, "the first that hangs has the age of all that came since");
    assert.ok(quantileOf(latency, 0.5) < 500);
    assert.equal(collector.scheduleLag.total, ended);
  });

  it("fails by why there was no answer", async (context) => {
    const load = makeLoad(await vegeta(context, await refusedUrl()));
    const collector = new Collector();
    const running = await openLoop.start([load], collector);
    await collector.until(() => collector.totals().ended >= 20);
    await running.stop();
    assert.deepEqual(collector.totals().errors, { ECONNREFUSED: 20 });
  });

  it("breaks, and says why, when vegeta ends", async (context) => {
    const load = makeEndlessLoad(await vegeta(context));
    const collector = new Collector();
    await openLoop.start([load], collector).catch((error) => collector.onBroken(error));
    assert.match((await collector.broken).message, /^load load: vegeta ended with 1: .*no targets/s);
  });
});
