import { talksWith } from "../../faults/toxiproxy/talk.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import { edgeName } from "../../values/edge-name.ts";
import { parseHostPort } from "../../values/host-port.ts";
import { hostOf, portOf } from "../toxiproxy/listed-proxies.ts";
import { ExternalSystemError } from "./external-errors.ts";
import { hostFromHere } from "./reachable-at.ts";
import { findEdges } from "./survey.ts";

/** The address at which a caller is to call a callee, so that what it calls goes through a proxy. */
export interface CallAddress {
  readonly caller: string;
  readonly callee: string;
  /** `127.0.0.1:9001` */
  readonly address: string;
  /** Undefined where what is behind it doesn't speak HTTP, by its port. */
  readonly url: string | undefined;
}

/**
 * Finds the addresses that the callers of an external system are to be told of; changes nothing.
 * @throws ExternalSystemError, ProxyGoneError
 */
export async function callAddresses(experiment: Experiment): Promise<readonly CallAddress[]> {
  const { spec, listed, through } = await findEdges(experiment);
  const theirs = through.flatMap(({ edge, proxy }) =>
    listed.filter(({ name }) => name === proxy).map(({ listen, upstream }) => ({ edge, listen, upstream })),
  );
  return [...spec.edges, ...theirs]
    .map(({ edge, listen, upstream }) => {
      const address = addressToCall(listen, spec.toxiproxy);
      const url = talksWith(upstream)[0].protocol === "HTTP" ? `http://${address}` : undefined;
      return { caller: edge.caller, callee: edge.callee, address, url };
    })
    .sort((a, b) => edgeName(a).localeCompare(edgeName(b)));
}

/** @throws ExternalSystemError for what is no address, as a Toxiproxy may say anything */
function addressToCall(listen: string, toxiproxy = "http://127.0.0.1"): string {
  const host = hostFromHere(hostOf(listen), toxiproxy);
  const address = `${host.includes(":") ? `[${host}]` : host}:${portOf(listen)}`;
  if (parseHostPort(address) !== undefined) return address;
  throw new ExternalSystemError({
    message: `${toxiproxy} says of a proxy that it listens on ${JSON.stringify(listen)}, which is no address`,
    hint: "Look at what answers there: `system.external.toxiproxy` is the address of a Toxiproxy's API.",
  });
}
