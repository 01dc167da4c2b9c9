import type { TestContext } from "node:test";
import type { LoadDriver, ResolvedLoad } from "../../src/load/load.ts";
import { Collector, makeLoad } from "./collector.ts";
import { startTarget } from "./target.ts";

/** The request targets that reach a server, with the ids that they are traced by: when `count` arrivals or more of a load have come, and no more do. */
export async function targetsOf(context: TestContext, driver: LoadDriver, parts: Partial<ResolvedLoad>, count: number) {
  const seen: string[] = [];
  const { url } = await startTarget(context, (request, response) => {
    seen.push(`${request.url} ${request.headers.traceparent}`);
    response.end();
  });
  const collector = new Collector();
  const requests = [
    { method: "GET", urls: [`${url}/{{counter}}/{{uuid}}`], headers: {}, weight: 2 },
    { method: "GET", urls: [`${url}/other/{{counter}}`], headers: {}, weight: 1 },
  ];
  const running = await driver.start([makeLoad({ ...parts, requests })], collector);
  await collector.until(({ signals }) => {
    return collector.totals().started >= count && signals.load?.inFlight === 0 && isOver();
  });
  await running.stop();
  function isOver(): boolean {
    return collector.batches.slice(-10).every(({ signals }) => signals.load?.started === 0);
  }
  return { seen: seen.sort(), collector };
}
