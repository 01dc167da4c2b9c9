import { createServer } from "node:net";
import { holderInWords, portHolder } from "../../clients/os/port-holder.ts";
import type { ProxiedAddress } from "../../files/experiment/system-spec.ts";
import { edgeName } from "../../values/edge-name.ts";
import { type HostPort, withoutBrackets } from "../../values/host-port.ts";
import { PortTakenError } from "../processes/process-errors.ts";
import { hostOf, portOf } from "../toxiproxy/listed-proxies.ts";

const WHY: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "there is no such host",
};

/**
 * Tries whether brownout can listen where the edges' callers are to call: for a moment each, in which nobody is answered.
 * @throws PortTakenError that says by whom it is taken
 */
export async function tryToListen(edges: readonly ProxiedAddress[]): Promise<void> {
  for (const { edge, listen } of edges) {
    const code = await whyNot(listen);
    if (code !== undefined) throw await takenError(edgeName(edge), listen, code);
  }
}

async function takenError(edge: string, listen: string, code: string): Promise<PortTakenError> {
  const start = `brownout can't listen on ${listen} for ${edge}`;
  if (code !== "EADDRINUSE") return new PortTakenError({ message: `${start}: ${WHY[code] ?? code}` });
  const holder = await portHolder(placeOf(listen));
  const why = holder === undefined ? "the address is in use" : `${holderInWords(holder)} listens there`;
  return new PortTakenError({
    message: `${start}: ${why}`,
    hint: "Give the edge another `listen` address, tell the caller of it, or end what has this one.",
  });
}

/** The system's code for why it can't be listened there; undefined when it can. */
function whyNot(listen: string): Promise<string | undefined> {
  const { host, port } = placeOf(listen);
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

function placeOf(listen: string): HostPort {
  return { host: withoutBrackets(hostOf(listen)), port: Number(portOf(listen)) };
}
