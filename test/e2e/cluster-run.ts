import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { startStandIn } from "../support/stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type BrownoutProcess, startBrownout } from "./brownout-process.ts";

/**
 * Starts a run of 20 requests a second on the gateway in a namespace, which a stand-in answers: its pods may be fake.
 * @param rest of the experiment, from `phases` on
 */
export async function startClusterRun(
  context: TestContext,
  namespace: string,
  rest: string,
  statusNow?: () => number,
): Promise<BrownoutProcess> {
  const [folder, gateway] = await Promise.all([temporaryFolder(context), startStandIn(context, statusNow)]);
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: on-a-cluster
system: { kubernetes: { reach: { gateway: "${gateway}" } } }
load: { shoppers: { request: GET gateway/, rate: 20/s } }
${rest}`,
  );
  const where = ["--on", "kubernetes", "--namespace", namespace, "--runs", join(folder, "runs")];
  return startBrownout(context, ["run", experiment, ...where, "--json"]);
}
