import { FaultError } from "../fault-error.ts";
import { type Namespace, run } from "./namespace.ts";

/** The devices by which packets come into the namespace and leave it; `lo` and what lies on another device aren't. */
export async function etherDevices(namespace: Namespace): Promise<readonly string[]> {
  const links = JSON.parse(await run(namespace, ["ip", "-j", "link", "show", "up"])) as readonly Link[];
  const devices = links.filter(({ link_type }) => link_type === "ether").map(({ ifname }) => ifname);
  if (devices.length > 0) return devices;
  throw new FaultError({
    message: `the network of ${namespace.label} has no device that is up but lo`,
    hint: "Faults on packets need a service that is on a network.",
  });
}

interface Link {
  readonly ifname: string;
  readonly link_type: string;
}
