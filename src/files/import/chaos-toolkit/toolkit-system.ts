import type { Fields } from "../../yaml/fields.ts";
import type { Path } from "../../yaml/problem.ts";
import { ChosenServices } from "../chosen-services.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { proxyEdge } from "../toxics.ts";

/** The system that the actions of a method are done to: one behind a Toxiproxy, or one in a cluster. A run is on one of them. */
export class ToolkitSystem {
  readonly services = new ChosenServices();
  readonly #proxies = new Map<string, string>();
  #toxiproxy: string | undefined;
  #isCluster = false;

  /** The experiment's `system`; undefined where no action is on one. */
  get system(): Fields | undefined {
    if (this.#isCluster) return this.services.system;
    if (this.#toxiproxy === undefined) return undefined;
    const proxies = Object.fromEntries([...this.#proxies].map(([proxy, edge]) => [edge, proxy]));
    return { external: { toxiproxy: this.#toxiproxy, proxies } };
  }

  /** The edge of a proxy of Toxiproxy; undefined where the run is elsewhere already, which is left then. */
  edge(document: ForeignDocument, path: Path, proxy: string, toxiproxy: string): string | undefined {
    if (this.#isCluster || (this.#toxiproxy ?? toxiproxy) !== toxiproxy) return this.#leave(document, path);
    this.#toxiproxy = toxiproxy;
    const edge = proxyEdge(proxy);
    this.#proxies.set(proxy, edge);
    return edge;
  }

  /** The service of pods; undefined where the run is elsewhere already, which is left then. */
  service(document: ForeignDocument, path: Path, selector: string, namespace: string): string | undefined {
    if (this.#toxiproxy !== undefined) return this.#leave(document, path);
    this.#isCluster = true;
    return this.services.chooseBy(document, path, selector, namespace);
  }

  #leave(document: ForeignDocument, path: Path): undefined {
    document.leave(path, "is on another system than the faults before it, and a run is on one");
    return undefined;
  }
}
