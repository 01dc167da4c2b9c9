import type Docker from "dockerode";
import { askUnless } from "./ask.ts";
import type { NetworkPlace } from "./container.ts";
import type { EngineAddress } from "./engine-address.ts";

/** A network of an engine, by its id. */
export class Network {
  readonly #network: Docker.Network;
  readonly #address: EngineAddress;

  constructor(network: Docker.Network, address: EngineAddress) {
    this.#network = network;
    this.#address = address;
  }

  /** Takes a container out, also one that is stopped; does nothing when it isn't in. */
  async disconnect(container: string): Promise<void> {
    await askUnless([403, 404], "disconnect a container", this.#address, () =>
      this.#network.disconnect({ Container: container, Force: true }),
    );
  }

  /**
   * Puts a container in the place that it had; does nothing when it is in. Where no person gave the network a subnet, an
   * engine takes no address to give back; what it then gives is the same one as long as nobody else took it.
   */
  async connect(container: string, { aliases, ipv4 }: NetworkPlace): Promise<void> {
    const connect = (ipam: object) =>
      this.#network.connect({ Container: container, EndpointConfig: { Aliases: [...aliases], ...ipam } });
    const doing = "connect a container to its network";
    // 400: no address is taken here. 403: it is in the network already.
    const isConnected = await askUnless([400, 403], doing, this.#address, async () => {
      await connect(ipv4 === "" ? {} : { IPAMConfig: { IPv4Address: ipv4 } });
      return true;
    });
    if (!isConnected) await askUnless([403], doing, this.#address, () => connect({}));
  }

  /** Does nothing when it isn't there. */
  async remove(): Promise<void> {
    await askUnless([404], "remove a network", this.#address, () => this.#network.remove());
  }
}
