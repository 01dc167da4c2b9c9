import { Toxiproxy } from "toxiproxy-node-client";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { ProxiedAddress } from "../../files/experiment/system-spec.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { edgeSettings } from "../edge-settings.ts";
import type { Child } from "../processes/child-process.ts";
import { type ProxyOptions, ProxyProcess } from "../processes/proxy-process.ts";
import { ProxyGoneError } from "../proxy-gone-error.ts";
import { tryToListen } from "./listen-trial.ts";

/** Our own proxy, on the edges that an experiment gives addresses for. */
export class OwnProxy {
  readonly child: Child;
  readonly apiUrl: string;
  readonly #edges: readonly ProxiedAddress[];

  private constructor({ child, apiUrl }: ProxyProcess, edges: readonly ProxiedAddress[]) {
    this.child = child;
    this.apiUrl = apiUrl;
    this.#edges = edges;
  }

  /** @throws PortTakenError where an edge's address is taken, ProxyGoneError where the proxy doesn't make them */
  static async start(
    edges: readonly ProxiedAddress[],
    facts: readonly EdgeFacts[] | undefined,
    options: ProxyOptions,
  ): Promise<OwnProxy> {
    await tryToListen(edges);
    const process = await ProxyProcess.start(options);
    const body = edges.map(({ edge, listen, upstream }) => ({
      name: nameOf(edge),
      listen,
      upstream,
      ...edgeSettings(facts, edge),
    }));
    try {
      await new Toxiproxy(process.apiUrl).populate(body);
    } catch (cause) {
      // Somebody may have taken an address since it was tried.
      await tryToListen(edges);
      throw new ProxyGoneError({
        message: `the fault proxy at ${process.apiUrl} could not make the edges: ${(cause as Error).message}`,
        hint: "Its log in the run's folder may say why.",
        cause,
      });
    }
    return new OwnProxy(process, edges);
  }

  get proxyNames(): readonly string[] {
    return this.#edges.map(({ edge }) => nameOf(edge));
  }

  proxiesOf(edge: Edge): readonly string[] {
    return this.proxyNames.filter((name) => name === nameOf(edge));
  }
}

/** None that a Toxiproxy's own is likely to have. */
function nameOf(edge: Edge): string {
  return `brownout:${edgeName(edge)}`;
}
