import { z } from "zod";
import { FaultError } from "../fault-error.ts";
import { type Namespace, runForJson } from "./namespace.ts";

/** A network device of a namespace. */
export interface Device {
  readonly name: string;
  /**
   * Number of packets that may wait for it, in the kernel's default queue; 0 for those that an engine made for
   * containers.
   */
  readonly queueLength: number;
}

/** The devices by which packets come into the namespace and leave it; `lo` and what lies on another device aren't. */
export async function etherDevices(namespace: Namespace): Promise<readonly Device[]> {
  const links = await runForJson(namespace, ["ip", "-j", "link", "show", "up"], linksSchema);
  const ethers = links.filter(({ link_type }) => link_type === "ether");
  const devices = ethers.map(({ ifname, txqlen = 0 }): Device => ({ name: ifname, queueLength: txqlen }));
  if (devices.length > 0) return devices;
  throw new FaultError({
    message: `the network of ${namespace.label} has no device that is up but lo`,
    hint: "Faults on packets need a service that is on a network.",
  });
}

/** As `ip -j link` prints it. `txqlen` is not there when it is 0. */
const linksSchema = z.array(z.object({ ifname: z.string(), link_type: z.string(), txqlen: z.number().optional() }));
