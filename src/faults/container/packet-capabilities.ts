import type { Engine } from "../../clients/engine/engine.ts";
import type { Capability, Inability, Plan } from "../../judge/plan/plan.ts";
import { BUILD_NETWORK_TOOLS, NETWORK_TOOLS_IMAGE } from "../../values/images.ts";
import { networkKinds } from "../kinds.ts";
import { type Ability, type OnTrial, readAbilities } from "../network/abilities.ts";
import { hostAbilities } from "../network/host-abilities.ts";
import { THROUGH_HELPER } from "../network/namespace.ts";
import { networkCapabilities, type WayIn } from "../network/network-capabilities.ts";
import { runInHelper } from "./helper-namespace.ts";

const DIRECTLY: WayIn = { words: "in the container's network namespace" };
const BY_HELPER: WayIn = { words: "through a helper container", through: THROUGH_HELPER };

/**
 * Finds what can be made of the faults on packets in containers' networks, by type: directly where this process may
 * enter them, else through a helper container. Trying that out starts one, in a network that nothing else is in.
 */
export async function packetCapabilities(
  engine: Engine,
  onTrial: OnTrial = () => undefined,
): Promise<Readonly<Record<string, Capability>>> {
  // Entering a container's network takes a process on the same kernel.
  const direct = engine.isHere ? await hostAbilities(onTrial) : new Set<Ability>();
  if (direct.size > 0) return networkCapabilities(direct, DIRECTLY);
  if (!(await engine.hasImage(NETWORK_TOOLS_IMAGE))) return none(NO_WAY_IN);
  onTrial(
    `trying what the engine's kernel can do to packets, in a container of ${NETWORK_TOOLS_IMAGE} that goes at once; it may load modules of its own for it (sch_netem, nf_tables)`,
  );
  return networkCapabilities(await helperAbilities(engine), BY_HELPER);
}

/** The kind that the names of containers' networks have in a run of this plan. */
export function containerNetworkKind({ faults }: Plan): string {
  return faults.find(({ through }) => through !== undefined)?.through ?? "container";
}

const NO_WAY_IN = {
  why: `this user may not enter containers' networks, and the engine has no image ${NETWORK_TOOLS_IMAGE} for a helper container`,
  instead: `build it in brownout's folder (\`${BUILD_NETWORK_TOOLS}\`), or run as root on the engine's machine`,
};

function none(inability: Inability): Readonly<Record<string, Capability>> {
  return Object.fromEntries(networkKinds.map(({ type }) => [type, { can: false, ...inability }]));
}

async function helperAbilities(engine: Engine): Promise<ReadonlySet<Ability>> {
  return readAbilities((script) => runInHelper(engine, "none", ["sh", "-c", script]));
}
