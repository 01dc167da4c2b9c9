import type { Fields } from "../../yaml/fields.ts";
import type { Path } from "../../yaml/problem.ts";
import { ChosenServices } from "../chosen-services.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { proxyEdge } from "../toxics.ts";

/** The system that the actions of a method are done to: one behind a Toxiproxy, or one in a cluster. A run is on one of them. */
export class ToolkitSystem {
  readonly services = new ChosenServices();
  /** Names of Toxiproxy's proxies, by edge. */
  readonly #proxies = new Map<string, string>();
  #toxiproxy: string | undefined;
  #isCluster = false;

  /** The experiment's `system`; undefined where no action is on one. */
  get system(): Fields | undefined {
    if (this.#isCluster) return this.services.system;
    if (this.#toxiproxy === undefined) return undefined;
    return { external: { toxiproxy: this.#toxiproxy, proxies: Object.fromEntries(this.#proxies) } };
  }

  /** The edge of a proxy of Toxiproxy; undefined where the run is elsewhere already, or another proxy has it, which is left then. */
  edge(document: ForeignDocument, path: Path, proxy: string, toxiproxy: string): string | undefined {
    if (this.#isCluster || (this.#toxiproxy ?? toxiproxy) !== toxiproxy) return this.#leave(document, path);
    const edge = proxyEdge(proxy);
    if ((this.#proxies.get(edge) ?? proxy) !== proxy) {
      document.leave(path, `would be the edge ${edge}, as that of the proxy ${this.#proxies.get(edge)} is already`);
      return undefined;
    }
    this.#toxiproxy = toxiproxy;
    this.#proxies.set(edge, proxy);
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
