import { readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";
import { KubeconfigError, NoContextError } from "./cluster-errors.ts";

const named = <Key extends string, Value extends z.ZodType>(key: Key, value: Value) =>
  z
    .array(z.object({ name: z.string(), [key]: value } as { name: z.ZodString } & Record<Key, Value>))
    .nullish()
    .transform((entries) => entries ?? []);

const clusterSchema = z.looseObject({ server: z.string().default("") });
const userSchema = z.looseObject({}).nullish();
const contextSchema = z.looseObject({
  cluster: z.string().default(""),
  user: z.string().nullish(),
  namespace: z.string().nullish(),
});

const kubeconfigSchema = z
  .object({
    "current-context": z.string().nullish(),
    clusters: named("cluster", clusterSchema),
    users: named("user", userSchema),
    contexts: named("context", contextSchema),
  })
  .nullish()
  .transform((file) => file ?? { "current-context": undefined, clusters: [], users: [], contexts: [] });

/** One kubeconfig, or what several come to together. https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export type Kubeconfig = z.infer<typeof kubeconfigSchema>;

/**
 * Reads kubeconfig files as kubectl does: the first that says something counts, and their relative paths are relative
 * to them.
 * @throws KubeconfigError
 */
export function readKubeconfig(paths: readonly string[]): Kubeconfig {
  const files = paths.map(readFile);
  return {
    "current-context": files.map((file) => file["current-context"]).find(Boolean),
    clusters: firstOfEach(files.flatMap(({ clusters }) => clusters)),
    users: firstOfEach(files.flatMap(({ users }) => users)),
    contexts: firstOfEach(files.flatMap(({ contexts }) => contexts)),
  };
}

/** The cluster and user that a context stands for. */
export interface ChosenContext {
  readonly name: string;
  readonly server: string;
  readonly namespace: string;
}

/** @throws NoContextError naming those that there are */
export function chooseContext({ clusters, contexts, ...config }: Kubeconfig, name?: string): ChosenContext {
  const wanted = name ?? config["current-context"] ?? "";
  const context = contexts.find((one) => one.name === wanted)?.context;
  const known = contexts.map((one) => one.name);
  if (context === undefined) {
    throw new NoContextError({
      message:
        wanted === "" ? "the kubeconfig has no current context" : `there is no context "${wanted}" in the kubeconfig`,
      hint:
        known.length === 0
          ? "It has no contexts at all: is KUBECONFIG the right file?"
          : `Choose one with --context or \`kubectl config use-context\`: ${known.join(", ")}.`,
    });
  }
  const server = clusters.find((one) => one.name === context.cluster)?.cluster.server ?? "";
  if (!/^https?:\/\//.test(server)) {
    throw new NoContextError({
      message: `context "${wanted}" is of cluster "${context.cluster}", which has no server in the kubeconfig`,
      hint: "`kubectl config set-cluster NAME --server=URL` says where it is.",
    });
  }
  return { name: wanted, server: server.replace(/\/$/, ""), namespace: context.namespace || "default" };
}

function readFile(path: string): Kubeconfig {
  const { data, error } = kubeconfigSchema.safeParse(readYaml(path));
  if (data === undefined) {
    const [issue] = error.issues;
    throw new KubeconfigError({
      message: `${path} is not a kubeconfig: ${issue?.path.join(".")}: ${issue?.message}`,
      hint: "`kubectl config view` shows what kubectl makes of it.",
      cause: error,
    });
  }
  const folder = dirname(path);
  return {
    ...data,
    clusters: data.clusters.map(({ name, cluster }) => ({ name, cluster: absoluteCluster(cluster, folder) })),
    users: data.users.map(({ name, user }) => ({ name, user: user && absoluteUser(user, folder) })),
  };
}

function readYaml(path: string): unknown {
  try {
    return load(readFileSync(path, "utf8")) ?? undefined;
  } catch (cause) {
    throw new KubeconfigError({ message: `cannot read the kubeconfig ${path}: ${(cause as Error).message}`, cause });
  }
}

type Entry = Readonly<Record<string, unknown>>;

function absoluteCluster<T extends z.infer<typeof clusterSchema>>(cluster: T, folder: string): T {
  return {
    ...cluster,
    ...absolute(cluster, "certificate-authority", folder),
    // The client wants to be told that it may speak without TLS; kubectl takes the URL's word for it.
    ...(cluster.server.startsWith("http:") ? { "insecure-skip-tls-verify": true } : {}),
  };
}

function absoluteUser(user: Entry, folder: string): Entry {
  const { tokenFile, token, ...rest } = { ...user, ...absolute(user, "tokenFile", folder) } as Entry;
  return {
    ...rest,
    ...absolute(rest, "client-certificate", folder),
    ...absolute(rest, "client-key", folder),
    // The client doesn't know `tokenFile`, which counts before `token`; it knows the one of a pod, and reads it again.
    ...(tokenFile === undefined
      ? { token }
      : { "auth-provider": { name: "tokenFile", config: { tokenFile } satisfies Entry } }),
    ...(rest.exec ? { exec: absoluteExec(rest.exec as Entry, folder) } : {}),
  };
}

/**
 * A plugin given with a folder is relative to the file; one without is looked for in PATH. It is told how to answer, which
 * the client leaves out and some plugins insist on.
 */
function absoluteExec(exec: Entry, folder: string): Entry {
  const info = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  return {
    ...exec,
    ...(/[\\/]/.test(String(exec.command)) ? absolute(exec, "command", folder) : {}),
    env: [...((exec.env as Entry[] | null) ?? []), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }],
  };
}

function absolute(entry: Entry, key: string, folder: string): Entry {
  const path = entry[key];
  return typeof path === "string" && path !== "" && !isAbsolute(path) ? { [key]: join(folder, path) } : {};
}

function firstOfEach<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter(({ name }, at) => entries.findIndex((one) => one.name === name) === at);
}
