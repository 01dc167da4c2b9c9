import type { ContainerState } from "../../clients/engine/container.ts";
import { Engine } from "../../clients/engine/engine.ts";
import { findEngine } from "../../clients/engine/engine-address.ts";
import { containerNamespace, noOwnNetwork } from "../network/host-namespace.ts";
import type { FindNamespace, NamespaceName } from "../network/namespace.ts";
import { helperNamespace, removeAbandonedHelpers } from "./helper-namespace.ts";

/**
 * The network that a container of this name is in now. A container that was started again, or that another one took
 * the place of, has another network, with nothing of ours in it.
 */
export const findContainerNamespace: FindNamespace = async (name) => {
  const container = (await engineOf(name)).container(name.id);
  return containerNamespace(name.id, name.id, async () => (await container.read())?.pid);
};

/** The same, for those who may use the engine and not enter namespaces. */
export const findThroughHelper: FindNamespace = async (name) => {
  const engine = await engineOf(name);
  await removeAbandonedHelpers(engine);
  const state = await engine.container(name.id).read();
  if (state === undefined || state.status === "stopped") return undefined;
  await refuseHostNetwork(engine, state, name.id);
  return helperNamespace(engine, state.id, name.id);
};

/** The engine that the run had; before records named it, the one of the environment. */
function engineOf({ engine }: NamespaceName): Promise<Engine> {
  return Engine.open(engine ?? findEngine(process.env));
}

/** A container may be in the network of another one, and that one in the machine's. */
async function refuseHostNetwork(engine: Engine, { networkMode }: ContainerState, label: string): Promise<void> {
  if (networkMode === "host") throw noOwnNetwork(label);
  const [, shared] = /^container:(.+)$/.exec(networkMode) ?? [];
  const other = shared === undefined ? undefined : await engine.container(shared).read();
  if (other !== undefined) await refuseHostNetwork(engine, other, label);
}
