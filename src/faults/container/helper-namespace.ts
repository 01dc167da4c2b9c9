import { hostname } from "node:os";
import { z } from "zod";
import type { Engine } from "../../clients/engine/engine.ts";
import { identifyProcess, isAlive } from "../../clients/os/process-identity.ts";
import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { NETWORK_TOOLS_IMAGE } from "../../values/images.ts";
import { jsonOf } from "../../values/json.ts";
import type { Namespace } from "../network/namespace.ts";

/** By this label each helper container says which process had it made. */
const OWNER_LABEL = "brownout.helper-of";

/** As JSON in the label. */
const ownerSchema = z.object({ machine: z.string(), pid: z.int().positive(), startTicks: z.exactOptional(z.number()) });
type HelperOwner = z.infer<typeof ownerSchema>;

/** The network of a container, entered by a helper container for each program that is run there. */
export function helperNamespace(engine: Engine, container: string, label: string): Namespace {
  return { label, exec: (argv, stdin) => runInHelper(engine, `container:${container}`, argv, stdin) };
}

/** @param network as `docker run --network` takes it */
export function runInHelper(engine: Engine, network: string, argv: readonly string[], input = ""): Promise<ProgramEnd> {
  const owner: HelperOwner = { machine: hostname(), ...identifyProcess(process.pid) };
  const labels = { [OWNER_LABEL]: JSON.stringify(owner) };
  return engine.runHelper({ image: NETWORK_TOOLS_IMAGE, network, argv, input, labels });
}

/** Ends what processes of this machine that are gone have had begun: nothing of theirs may come after an undo. */
export async function removeAbandonedHelpers(engine: Engine): Promise<void> {
  for (const { id, labels } of await engine.containersWith(OWNER_LABEL)) {
    // One whose label isn't of our making is left alone.
    const owner = ownerSchema.safeParse(jsonOf(labels[OWNER_LABEL] ?? "")).data;
    if (owner?.machine === hostname() && !isAlive(owner)) await engine.container(id).remove();
  }
}
