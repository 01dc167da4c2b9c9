import type { Readable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { untilAborted } from "../../values/clock/deadline.ts";
import type { ClusterAddress } from "./cluster.ts";
import { CredentialsError } from "./cluster-errors.ts";
import { chooseContext, readKubeconfig } from "./kubeconfig.ts";

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Readable;
}

/** A request that is given up takes its connection along; with HTTP/2 the next ones would go over the same dead one. */
const HTTP_1 = { allowH2: false };

/**
 * A connection to an API server as a user: its address, trust and credentials, which the Kubernetes client makes of the
 * kubeconfig (certificates, tokens, exec plugins, OIDC, proxies). Requests are ours: the client opens a connection for
 * each of its own, and turns objects into classes of the versions that it knows.
 */
export class Connection {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly #address: ClusterAddress;
  #config: KubeConfig;
  /** Of #config; undefined before the first request, null where the usual one will do. */
  #dispatcher: Dispatcher | undefined | null;

  private constructor(address: ClusterAddress, config: KubeConfig) {
    this.#address = address;
    this.#config = config;
    const { kubeconfig, context } = address;
    const chosen = kubeconfig.length > 0 ? chooseContext(readKubeconfig(kubeconfig), context) : chosenInPod(config);
    this.context = chosen.name;
    this.server = chosen.server;
    this.namespace = chosen.namespace;
  }

  /** @throws KubeconfigError, NoContextError */
  static async open(address: ClusterAddress): Promise<Connection> {
    return new Connection(address, await loadConfig(address));
  }

  /** Reads the kubeconfig again and forgets credentials that were got before: a login may have renewed them. */
  async renew(): Promise<void> {
    this.#config = await loadConfig(this.#address);
    this.#dispatcher = undefined;
  }

  /** @throws CredentialsError; what undici throws where nothing answers */
  async send({ method, path, headers, body }: WireRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { request } = await import("undici");
    const credentials = await untilAborted(this.#credentials(), signal);
    return request(this.server + path, {
      method: method as Dispatcher.HttpMethod,
      headers: { accept: "application/json", ...headers, ...credentials },
      body: body ?? null,
      signal,
      ...HTTP_1,
      // Whoever calls has a deadline, by a clock of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(this.#dispatcher ? { dispatcher: this.#dispatcher } : {}),
    });
  }

  /** Something that only the client itself can do, once more with renewed credentials where it fails with 401. */
  async withClient<T>(work: (config: KubeConfig) => Promise<T>): Promise<T> {
    try {
      return await work(this.#config);
    } catch (error) {
      // It says so in words alone: "Unexpected server response: 401".
      if (!/\b401\b/.test((error as { readonly message?: string }).message ?? "")) throw error;
      await this.renew();
      return work(this.#config);
    }
  }

  async #credentials(): Promise<Record<string, string>> {
    const { RequestContext, HttpMethod } = await import("@kubernetes/client-node");
    const context = new RequestContext(this.server, HttpMethod.GET);
    const config = this.#config;
    try {
      await config.applySecurityAuthentication(context);
    } catch (cause) {
      throw credentialsError(this.context, cause);
    }
    // The client makes a new one each time, with connections of its own.
    if (config === this.#config && this.#dispatcher === undefined) {
      this.#dispatcher = (context.getDispatcher() as Dispatcher | undefined) ?? null;
    }
    // A token file may end with a new line.
    return Object.fromEntries(Object.entries(context.getHeaders()).map(([name, value]) => [name, value.trim()]));
  }
}

async function loadConfig({ kubeconfig, context }: ClusterAddress): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (kubeconfig.length === 0) {
    config.loadFromCluster();
  } else {
    const files = readKubeconfig(kubeconfig);
    config.loadFromString(JSON.stringify(files), { onInvalidEntry: "filter" });
    config.setCurrentContext(chooseContext(files, context).name);
  }
  return config;
}

function chosenInPod(config: KubeConfig) {
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  return { name: "in-cluster", server: config.getCurrentCluster()?.server ?? "", namespace: namespace ?? "default" };
}

function credentialsError(context: string, cause: unknown): CredentialsError {
  const reason = cause instanceof Error ? cause.message.trim() : String(cause);
  return new CredentialsError({
    message: `cannot get credentials for context "${context}": ${reason}`,
    hint: `\`kubectl --context ${context} get --raw /version\` asks the same way; log in again where it fails, too.`,
    cause,
  });
}
