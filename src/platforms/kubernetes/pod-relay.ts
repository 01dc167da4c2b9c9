import { connect, createServer, type Socket } from "node:net";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { listenLocally } from "../../clients/cluster/local-port.ts";
import type { Pod } from "../../clients/cluster/pod.ts";
import type { Workload } from "../../clients/cluster/workload.ts";
import type { NamespaceView } from "./namespace-view.ts";

export interface RelayOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly view: NamespaceView;
  readonly workload: Workload;
  /** That the pods listen on. */
  readonly port: number;
  /** Told why a connection didn't come through, or broke, where the pods aren't why. */
  onTrouble(error: Error): void;
}

export interface Relay {
  readonly port: number;
  /** Opens a connection to the pod that the next one goes to, if any is ready. Rejects when the way there is why it can't. */
  tryPod(signal: AbortSignal): Promise<void>;
}

/**
 * A local port that stays while pods come and go: each connection goes to the pod that was chosen, and to another one
 * when that is no longer ready. With no pod ready, connections are reset. Closed with the signal.
 */
export async function relayToPod(options: RelayOptions, signal: AbortSignal): Promise<Relay> {
  const forwards = new Forwards(options, signal);
  const server = createServer((socket) => {
    void forwards.current().then(
      (port) => (port === undefined ? socket.resetAndDestroy() : join(socket, port)),
      (error: Error) => {
        socket.resetAndDestroy();
        if (!signal.aborted) options.onTrouble(error);
      },
    );
  });
  const { port } = await listenLocally(server, signal);
  return { port, tryPod: (asked) => forwards.tryPod(asked) };
}

const POD = { apiVersion: "v1", kind: "Pod" };

/** Ports forwarded to pods, of which the last one counts. */
class Forwards {
  readonly #options: RelayOptions;
  readonly #signal: AbortSignal;
  #chosen: { readonly uid: string; readonly port: Promise<number> } | undefined;

  constructor(options: RelayOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** The local port of a pod that is ready; undefined when none is. */
  async current(): Promise<number | undefined> {
    const pod = this.#next();
    if (pod === undefined) return undefined;
    if (this.#chosen?.uid !== pod.uid) this.#chosen = { uid: pod.uid, port: this.#forward(pod) };
    const { port } = this.#chosen;
    try {
      return await port;
    } catch (error) {
      // The next connection tries anew.
      if (this.#chosen?.port === port) this.#chosen = undefined;
      throw error;
    }
  }

  async tryPod(signal: AbortSignal): Promise<void> {
    const { cluster, namespace, port } = this.#options;
    const pod = this.#next();
    if (pod !== undefined) await cluster.tryForward({ ...POD, namespace, name: pod.name }, port, { signal });
  }

  /** The one that was chosen, while it is ready. */
  #next(): Pod | undefined {
    const { view, workload } = this.#options;
    const ready = view.podsOf(workload).filter(({ isReady, isEnding }) => isReady && !isEnding);
    return ready.find(({ uid }) => uid === this.#chosen?.uid) ?? ready[0];
  }

  async #forward({ name }: Pod): Promise<number> {
    const { cluster, namespace, port, onTrouble } = this.#options;
    const forwarded = await cluster.forward({ ...POD, namespace, name }, port, this.#signal, (error, by) => {
      if (by === "way") onTrouble(error);
    });
    return forwarded.port;
  }
}

/** An end of either side, however it comes, is one of the other. */
function join(socket: Socket, port: number): void {
  const pod = connect(port, "127.0.0.1");
  socket.pipe(pod).pipe(socket);
  socket.once("error", () => pod.destroy()).once("close", () => pod.destroy());
  pod.once("error", () => socket.resetAndDestroy()).once("close", () => socket.destroy());
}
