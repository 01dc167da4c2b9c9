import { readFile, writeFile } from "node:fs/promises";
import { dump, load } from "js-yaml";

interface Kubeconfig {
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: {
      readonly server: string;
      readonly "certificate-authority"?: string;
      readonly "certificate-authority-data"?: string;
    };
  }[];
}

/** The API server of a kubeconfig of one cluster. */
export interface ServerAddress {
  readonly url: URL;
  /** Its certificate authority, PEM. */
  readonly ca: string;
}

export async function readServer(kubeconfigPath: string): Promise<ServerAddress> {
  const { clusters } = load(await readFile(kubeconfigPath, "utf8")) as Kubeconfig;
  const [only] = clusters;
  if (!only || clusters.length > 1) throw new Error(`${kubeconfigPath} has ${clusters.length} clusters, not one`);
  const { server, "certificate-authority": path, "certificate-authority-data": data } = only.cluster;
  const ca = path ? await readFile(path, "utf8") : Buffer.from(data ?? "", "base64").toString();
  return { url: new URL(server), ca };
}

/** Writes a kubeconfig that differs from another in the server only. */
export async function writeForServer(from: string, to: string, server: string, caPath: string): Promise<void> {
  const config = load(await readFile(from, "utf8")) as Kubeconfig;
  const clusters = config.clusters.map(({ name }) => ({ name, cluster: { server, "certificate-authority": caPath } }));
  await writeFile(to, dump({ ...config, clusters }), { mode: 0o600 });
}
