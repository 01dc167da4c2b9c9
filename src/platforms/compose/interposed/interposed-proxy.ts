import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Toxiproxy } from "toxiproxy-node-client";
import { TOKEN_VARIABLE } from "../../../clients/os/run-token.ts";
import { PROXY_GROUP } from "../../../faults/network/delay-proxy.ts";
import type { Namespace } from "../../../faults/network/namespace.ts";
import { programFile } from "../../../values/own-files.ts";
import { ProxyGoneError } from "../../proxy-gone-error.ts";

/** A fault proxy in the network of one container. */
export class InterposedProxy {
  /** Base URL of its API, on this machine's own network. */
  readonly apiUrl: string;
  readonly #child: ChildProcess;
  /** The upstream of each proxy and the port that it listens on, by its name. */
  readonly #made = new Map<string, { readonly upstream: string; readonly port: number }>();
  #isStopped = false;

  private constructor(child: ChildProcess, apiUrl: string, onGone: (error: Error) => void, label: string) {
    this.#child = child;
    this.apiUrl = apiUrl;
    child.once("exit", () => {
      if (!this.#isStopped) onGone(new ProxyGoneError({ message: `the proxy in the network of ${label} ended` }));
    });
  }

  /**
   * @param token finds it again, from any process
   * @param onGone called when it ends by itself
   */
  static async start(
    namespace: Namespace,
    { token, seed }: { readonly token: string; readonly seed: number },
    onGone: (error: Error) => void,
  ): Promise<InterposedProxy> {
    const program = programFile("src/platforms/compose/interposed/interposed-proxy-process");
    const group = ["setpriv", "--regid", String(PROXY_GROUP), "--clear-groups", "--"];
    const child = namespace.start?.([...group, process.execPath, program, String(seed)], { [TOKEN_VARIABLE]: token });
    if (child === undefined) throw new ProxyGoneError({ message: `no proxy can be started in ${namespace.label}` });
    await said(child, namespace.label);
    // Made here, so that it listens in this network; the proxy takes it over.
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    child.send("api", listener);
    await said(child, namespace.label);
    listener.close();
    return new InterposedProxy(child, `http://127.0.0.1:${port}`, onGone, namespace.label);
  }

  /**
   * Leads a proxy of that name there; makes it where there is none. Resolves with the port that it listens on.
   * @param settings the fields of the API beyond its address and upstream
   */
  async lead(name: string, upstream: string, settings: object): Promise<number> {
    const made = this.#made.get(name);
    if (made?.upstream === upstream) return made.port;
    const api = new Toxiproxy(this.apiUrl);
    const listen = `127.0.0.1:${made?.port ?? 0}`;
    const body = { name, listen, upstream, enabled: true, ...settings };
    const proxy =
      made === undefined ? await api.createProxy(body) : await api.get(name).then((found) => found.update(body));
    const port = Number(new URL(`http://${proxy.listen}`).port);
    this.#made.set(name, { upstream, port });
    return port;
  }

  stop(): void {
    this.#isStopped = true;
    this.#child.kill("SIGKILL");
  }
}

/** Resolves at the next word of the process; rejects when it ends without one. */
function said(child: ChildProcess, label: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.once("message", () => resolve());
    child.once("error", reject);
    child.once("close", (code) =>
      reject(new ProxyGoneError({ message: `the proxy in ${label} ended with code ${code}: ${complaint.trim()}` })),
    );
  });
}
