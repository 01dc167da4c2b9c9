import { writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { serve } from "../support/serve.ts";
import { deadAddress } from "../support/sockets.ts";

export interface TwoServices {
  /** Base URL of checkout, which asks pricing for each request. */
  readonly checkout: string;
  /** The address at which checkout calls pricing; nobody listens there yet. */
  readonly listen: string;
  /** The address of pricing itself. */
  readonly upstream: string;
}

/**
 * Two services that run already, in the test's own process: checkout calls pricing at `listen`.
 * @param givesUpAfterMs then checkout answers without a price; it waits as long as it takes unless said
 * @param onAsked told of the headers of each request to checkout
 */
export async function startTwoServices(
  context: TestContext,
  givesUpAfterMs?: number,
  onAsked?: (headers: IncomingHttpHeaders) => void,
): Promise<TwoServices> {
  const listen = await deadAddress();
  const pricing = await serve(context, (_request, response) => response.end("42"));
  const checkout = await serve(context, async (request, response) => {
    onAsked?.(request.headers);
    try {
      const signal = givesUpAfterMs === undefined ? undefined : AbortSignal.timeout(givesUpAfterMs);
      const price = await fetch(`http://${listen}/`, signal === undefined ? {} : { signal });
      response.end(await price.text());
    } catch (error) {
      response.statusCode = (error as Error).name === "TimeoutError" ? 200 : 502;
      response.end("no price");
    }
  });
  return { checkout: `http://${checkout}`, listen, upstream: pricing };
}

/** Writes an experiment on them, as JSON, which is YAML; `changes` replaces whole keys. */
export async function writeExternalExperiment(
  folder: string,
  external: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const path = join(folder, "what-runs.yaml");
  const experiment = {
    name: "what-runs",
    system: { external },
    load: { users: { request: "GET checkout/", rate: "100/s", timeout: "5s" } },
    phases: { baseline: "500ms", fault: "1500ms", recovery: "1s" },
    "steady-state": ["users.p50 < 500ms"],
    faults: [{ type: "latency", on: "checkout -> pricing", latency: "800ms" }],
    expect: ["users.p50 < 500ms"],
    ...changes,
  };
  await writeFile(path, JSON.stringify(experiment));
  return path;
}
