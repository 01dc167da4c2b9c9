import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { FaultError } from "../fault-error.ts";
import type { ContainerKind, ContainerSnapshot } from "./container-kind.ts";

interface DisconnectParams {
  /** As the engine or the compose file names it. */
  readonly network?: string | undefined;
}

export const disconnect: ContainerKind<DisconnectParams> = {
  type: "disconnect",
  targets: "service",
  failsUncounted: true,
  summary: "Takes replicas out of their networks: nobody finds them or reaches them, and they reach nobody.",
  params: z.strictObject({
    network: textSchema.optional().meta({ description: "Only this network; default: all that the replica is in" }),
  }),
  explain: ({ network }) => ({
    does: `disconnects the container from ${network === undefined ? "all of its networks" : `the network ${network}`}`,
    undo: "connects it again, with the same names and, where the engine can, the same address",
    proof: "the engine no longer has the container in the network",
  }),
  prepare({ state: { networks, name }, params: { network } }) {
    const all = Object.entries(networks);
    const meant = network === undefined ? all : all.filter(([id]) => id === network || id.endsWith(`_${network}`));
    if (meant.length > 0) return { networks: Object.fromEntries(meant) };
    const has = all.map(([id]) => id).join(", ") || "none";
    throw new FaultError({ message: `${name} isn't in the network ${network ?? "that it should be"}; it has ${has}` });
  },
  async inject({ container, network, found }) {
    for (const { id } of Object.values(found.networks ?? {})) await network(id).disconnect(container.id);
  },
  async verify({ container, name, found }) {
    const now = Object.keys((await container.read())?.networks ?? {});
    const left = networkNames(found).filter((network) => now.includes(network));
    if (left.length > 0) return { took: "false", evidence: `${name} is in ${left.join(", ")}` };
    return { took: "true", evidence: `the engine has ${name} no longer in ${networkNames(found).join(", ")}` };
  },
  manual: ({ name, found: { networks = {} } }) =>
    Object.entries(networks)
      .map(([network, { aliases }]) => {
        const called = aliases.map((alias) => `--alias ${alias} `).join("");
        return `docker network connect ${called}${network} ${name}`;
      })
      .join("; "),
};

function networkNames({ networks = {} }: ContainerSnapshot): readonly string[] {
  return Object.keys(networks);
}
