import { z } from "zod";
import type { ApiServer } from "./api-server.ts";
import { NotFoundError, UnknownKindError } from "./cluster-errors.ts";
import type { ObjectKind } from "./cluster-object.ts";

/** A kind as the API has it. */
export interface Resource {
  /** `/api/v1`, `/apis/apps/v1` */
  readonly root: string;
  /** `deployments` */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

/** An APIResourceList. */
const resourceListSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
type ResourceList = z.infer<typeof resourceListSchema>;

/** The kinds that a server has, from its discovery API, asked once for each version of a group. */
export class Kinds {
  readonly #api: ApiServer;
  readonly #known = new Map<string, Resource>();

  constructor(api: ApiServer) {
    this.#api = api;
  }

  /** Undefined when the server doesn't know it (now: what isn't known is asked for again each time). */
  async find({ apiVersion, kind }: ObjectKind, signal?: AbortSignal): Promise<Resource | undefined> {
    const key = `${apiVersion} ${kind}`;
    if (!this.#known.has(key)) await this.#discover(apiVersion, signal);
    return this.#known.get(key);
  }

  /** @throws UnknownKindError */
  async require(kind: ObjectKind, signal?: AbortSignal): Promise<Resource> {
    const found = await this.find(kind, signal);
    if (found !== undefined) return found;
    throw new UnknownKindError({
      message: `the cluster of context "${this.#api.connection.context}" has no ${kind.kind} of ${kind.apiVersion}`,
      hint: `\`kubectl api-resources --api-group=${groupOf(kind.apiVersion)}\` lists what it has; is a CustomResourceDefinition missing?`,
    });
  }

  async #discover(apiVersion: string, signal: AbortSignal | undefined): Promise<void> {
    const root = rootOf(apiVersion);
    const list = await this.#list(apiVersion, root, signal);
    for (const { name, kind, namespaced } of list.resources) {
      // `pods/log` and the like are parts of a resource.
      if (!name.includes("/")) {
        this.#known.set(`${apiVersion} ${kind}`, { root, plural: name, isNamespaced: namespaced });
      }
    }
  }

  async #list(apiVersion: string, path: string, signal: AbortSignal | undefined): Promise<ResourceList> {
    try {
      const doing = `ask which kinds ${apiVersion} has`;
      return await this.#api.json({ doing, method: "GET", path, repeatable: true, signal }, resourceListSchema);
    } catch (error) {
      if (error instanceof NotFoundError) return { resources: [] };
      throw error;
    }
  }
}

/** The path of the kinds of a version of a group. */
export function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : '""';
}

/** The path of a resource, an object of it, or a part of that object. */
export function pathOf(
  { root, plural, isNamespaced }: Resource,
  { namespace, name, part }: { readonly namespace?: string; readonly name?: string; readonly part?: string },
): string {
  const within = isNamespaced && namespace !== undefined ? ["namespaces", namespace] : [];
  const steps = [...within, plural, ...(name === undefined ? [] : [name]), ...(part === undefined ? [] : [part])];
  return [root, ...steps.map(encodeURIComponent)].join("/");
}
