import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { ClusterAddress } from "./cluster.ts";
import { NoKubeconfigError } from "./cluster-errors.ts";
import { chooseContext, readKubeconfig } from "./kubeconfig.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * Finds the cluster that kubectl would use: the files of KUBECONFIG, else ~/.kube/config, else the service account of
 * the pod that this is.
 * @param context instead of the current one of the files
 * @throws NoKubeconfigError, KubeconfigError, NoContextError
 */
export function findCluster(env: Environment, context?: string): ClusterAddress {
  const kubeconfig = kubeconfigFiles(env);
  if (kubeconfig.length > 0) return { kubeconfig, context: chooseContext(readKubeconfig(kubeconfig), context).name };
  if (env.KUBERNETES_SERVICE_HOST && existsSync(SERVICE_ACCOUNT_TOKEN)) return { kubeconfig: [] };
  throw new NoKubeconfigError({
    message: env.KUBECONFIG
      ? `none of the files of KUBECONFIG is there: ${env.KUBECONFIG}`
      : `there is no kubeconfig: no KUBECONFIG, no ${usualFile(env)}, and this isn't a pod`,
    hint: "Get one from whoever runs the cluster, and set KUBECONFIG to its path; `kubectl get ns` must work with it.",
  });
}

/** Those that are there, as kubectl passes over the others. */
function kubeconfigFiles(env: Environment): string[] {
  const files = env.KUBECONFIG ? env.KUBECONFIG.split(delimiter).filter(Boolean) : [usualFile(env)];
  return files.filter((path) => existsSync(path)).map((path) => resolve(path));
}

function usualFile(env: Environment): string {
  return join(env.HOME || homedir(), ".kube", "config");
}
