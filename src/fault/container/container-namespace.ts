import { Engine } from "../../engine/engine.ts";
import { findEngine } from "../../engine/engine-address.ts";
import { containerNamespace } from "../network/host-namespace.ts";
import type { FindNamespace } from "../network/namespace.ts";

/**
 * The network that a container of this name is in now, on the engine that the environment names. A container that was
 * started again, or that another one took the place of, has another network, with nothing of ours in it.
 */
export const findContainerNamespace: FindNamespace = async ({ id: name }) => {
  const container = (await Engine.open(findEngine(process.env))).container(name);
  return containerNamespace(name, name, async () => (await container.read())?.pid);
};
