import { z } from "zod";
import { sleep } from "../../values/clock/clock.ts";
import { jsonLines } from "../os/json-lines.ts";
import { apiError, statusSchema } from "./api-errors.ts";
import type { ApiServer } from "./api-server.ts";
import { backoffMs } from "./backoff.ts";
import { GoneError } from "./cluster-errors.ts";
import type { ClusterObject, ObjectQuery, WatchEvent } from "./cluster-object.ts";
import { type Kinds, pathOf } from "./kinds.ts";
import { pagesOf, selectorsOf } from "./listing.ts";
import { objectSchema } from "./object-schema.ts";

export interface WatchOptions {
  readonly signal: AbortSignal;
  onTrouble?(error: Error | undefined): void;
}

/** The server ends each stream after so long; the next one goes on where it ended. */
const STREAM_S = 10;
/** A stream that still is there so long after its end hangs: its connection is dead, and nobody said so. */
const OVERDUE_MS = 3000;

/** A line of the stream. */
const lineSchema = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["ADDED", "MODIFIED", "DELETED"]), object: objectSchema }),
  z.object({ type: z.literal("BOOKMARK"), object: z.object({ metadata: z.object({ resourceVersion: z.string() }) }) }),
  z.object({ type: z.literal("ERROR"), object: statusSchema }),
]);

/**
 * Tells what becomes of a query's objects: lists them once, then follows the server's stream of changes from there, with
 * bookmarks, so that it can go on after a gap without a list. Only where the server has forgotten that point (410) it
 * lists again, and finds by the difference what went meanwhile.
 */
export class Watch {
  readonly #api: ApiServer;
  readonly #kinds: Kinds;
  readonly #query: ObjectQuery;
  readonly #onEvent: (event: WatchEvent) => void;
  readonly #options: WatchOptions;
  /** The objects that there are, without what they say, by namespace and name. */
  #known = new Map<string, ClusterObject>();
  /** The point from which to go on; undefined when there is none, and a list is needed. */
  #version: string | undefined;
  #isBlind = false;

  constructor(
    api: ApiServer,
    kinds: Kinds,
    query: ObjectQuery,
    onEvent: (event: WatchEvent) => void,
    options: WatchOptions,
  ) {
    this.#api = api;
    this.#kinds = kinds;
    this.#query = query;
    this.#onEvent = onEvent;
    this.#options = options;
  }

  /** Goes on until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    for (let failed = 0; !signal.aborted; ) {
      try {
        this.#version ??= await this.#list();
        await this.#follow(this.#version);
        failed = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof GoneError) this.#version = undefined;
        else this.#say(error as Error);
        failed++;
        await this.#pause(backoffMs(failed, this.#api.random));
      }
    }
  }

  /** Everything that is there as ADDED, and what isn't any more as DELETED. */
  async #list(): Promise<string> {
    const before = this.#known;
    this.#known = new Map();
    let version = "";
    try {
      const resource = await this.#kinds.require(this.#query, this.#options.signal);
      for await (const page of pagesOf(this.#api, resource, this.#query, this.#options.signal)) {
        version = page.resourceVersion;
        for (const object of page.objects) this.#found(object, before);
      }
    } catch (error) {
      this.#known = new Map([...before, ...this.#known]);
      throw error;
    }
    for (const object of before.values()) this.#onEvent({ type: "DELETED", object });
    return version;
  }

  #found(object: ClusterObject, before: Map<string, ClusterObject>): void {
    const key = keyOf(object);
    const earlier = before.get(key);
    before.delete(key);
    if (earlier !== undefined && earlier.metadata.uid !== object.metadata.uid) {
      this.#onEvent({ type: "DELETED", object: earlier });
    }
    this.#tell({ type: "ADDED", object });
  }

  /** Until the server ends the stream, as it does. */
  async #follow(version: string): Promise<void> {
    const hanging = new AbortController();
    const cancel = this.#api.clock.after(STREAM_S * 1000 + OVERDUE_MS, () =>
      hanging.abort(new Error(`the stream of changes hangs: it should have ended after ${STREAM_S} s`)),
    );
    try {
      const stream = await this.#open(version, AbortSignal.any([this.#options.signal, hanging.signal]));
      this.#say(undefined);
      for await (const line of jsonLines(stream)) this.#heed(this.#api.read(line, lineSchema, this.#doing));
    } finally {
      cancel();
    }
  }

  async #open(version: string, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const resource = await this.#kinds.require(this.#query, signal);
    const search = selectorsOf(this.#query);
    search.set("watch", "true");
    search.set("allowWatchBookmarks", "true");
    search.set("resourceVersion", version);
    search.set("timeoutSeconds", String(STREAM_S));
    return this.#api.stream({
      doing: this.#doing,
      method: "GET",
      path: `${pathOf(resource, this.#query)}?${search}`,
      repeatable: true,
      signal,
    });
  }

  #heed(line: z.infer<typeof lineSchema>): void {
    if (line.type === "ERROR") {
      const { context } = this.#api.connection;
      const { object: status } = line;
      throw apiError({ doing: this.#doing, context, httpStatus: status.code ?? 500, status });
    }
    this.#version = line.object.metadata.resourceVersion;
    if (line.type !== "BOOKMARK") this.#tell(line);
  }

  #tell(event: WatchEvent): void {
    if (event.type === "DELETED") this.#known.delete(keyOf(event.object));
    else this.#known.set(keyOf(event.object), stubOf(event.object));
    this.#onEvent(event);
  }

  #say(trouble: Error | undefined): void {
    if (trouble === undefined && !this.#isBlind) return;
    this.#isBlind = trouble !== undefined;
    this.#options.onTrouble?.(trouble);
  }

  async #pause(waitMs: number): Promise<void> {
    try {
      await sleep(this.#api.clock, waitMs, this.#options.signal);
    } catch (error) {
      if (!this.#options.signal.aborted) throw error;
    }
  }

  get #doing(): string {
    const { kind, namespace } = this.#query;
    return `watch ${kind}s${namespace === undefined ? "" : ` in ${namespace}`}`;
  }
}

function keyOf({ metadata }: ClusterObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}

/** The part of an object that is enough to say that it went: thousands of objects are kept. */
function stubOf({ apiVersion, kind, metadata }: ClusterObject): ClusterObject {
  const { name, namespace, uid, labels } = metadata;
  return {
    apiVersion,
    kind,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(labels === undefined ? {} : { labels }),
    },
  };
}
