import { hostname, userInfo } from "node:os";
import { z } from "zod";
import type { Cluster } from "../../clients/cluster/cluster.ts";
import { ConflictError, NotFoundError, RejectedError } from "../../clients/cluster/cluster-errors.ts";
import type { ClusterObject, ObjectRef, OwnerReference } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import { objectRefSchema } from "../../clients/cluster/record-schema.ts";
import type { Cancel, Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { ReplayedEvents } from "../replayed-events.ts";
import { ClusterLostError, LeaseLostError, NamespaceBusyError } from "./kubernetes-errors.ts";

/** One in each namespace. Its run owns the namespace; what the run makes there is owned by it. */
export const LEASE_NAME = "brownout";
const LEASE_KIND = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };

/** On a lease: what its run applies, so that whoever finds it can take that away. */
const OBJECTS_ANNOTATION = "brownout.dev/objects";

/** Longer than an API server is usually away. */
const DURATION_S = 30;
const RENEW_EVERY_MS = 3000;
/** A run that could not renew it for so long gives up, well before another one may take the namespace over. */
export const LOST_AFTER_MS = 15_000;

/** The holder of a namespace, as its lease says it. */
export interface Lease {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly runId: string;
  readonly holder: string;
  /** Objects that its run applied, or was about to. */
  readonly objects: readonly ObjectRef[];
  /** Until when it holds without being renewed, on the API server's clock, in ms since the Unix epoch. */
  readonly untilMs: number;
}

/** Errors that a renewal fails with when the lease isn't there, or isn't ours any more. */
const GONE = [NotFoundError, ConflictError, RejectedError];

const leaseSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    uid: z.string(),
    resourceVersion: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z
    .object({
      holderIdentity: z.string().default(""),
      leaseDurationSeconds: z.number().default(0),
      renewTime: z.string(),
    })
    .partial({ renewTime: true }),
});

/** Schema of the objects that the run applied, as the annotation holds them. */
const objectsSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: `the annotation ${OBJECTS_ANNOTATION} is no JSON` });
      return z.NEVER;
    }
  })
  .pipe(z.array(objectRefSchema));

export function leaseRef(namespace: string): ObjectRef {
  return { ...LEASE_KIND, namespace, name: LEASE_NAME };
}

/** Undefined when nobody holds the namespace. */
export async function readLease(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<Lease | undefined> {
  const object = await cluster.get(leaseRef(namespace), signal ? { signal } : {});
  return object && leaseOf(object);
}

function leaseOf(object: ClusterObject): Lease {
  const { metadata, spec } = leaseSchema.parse(object);
  const objects = objectsSchema.parse(metadata.annotations[OBJECTS_ANNOTATION] ?? "[]");
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    runId: metadata.labels[RUN_LABEL] ?? "",
    holder: spec.holderIdentity,
    // Wherever they say they are: a lease speaks of its own namespace alone.
    objects: objects.map((ref) => ({ ...ref, namespace: metadata.namespace })),
    untilMs: Date.parse(spec.renewTime ?? "") + spec.leaseDurationSeconds * 1000,
  };
}

/** Tells whether its holder renewed it lately. Holders write the server's time, so that clocks may differ. */
export function isAlive({ untilMs }: Lease, cluster: Cluster, clock: Clock): boolean {
  return serverNowMs(cluster, clock) < untilMs;
}

/** @throws NamespaceBusyError when another run holds the namespace */
export function checkFree(lease: Lease | undefined, cluster: Cluster, namespace: string, clock: Clock): void {
  if (lease !== undefined && isAlive(lease, cluster, clock)) throw busy(namespace, lease.holder);
}

/** That somebody else has the namespace. */
export function busy(namespace: string, holder: string): NamespaceBusyError {
  return new NamespaceBusyError({
    message: `another run has the namespace ${namespace}: ${holder}`,
    hint: "Wait until it has ended. A run that was killed loses its hold half a minute later.",
  });
}

/** A run's hold on a namespace, renewed until it is let go. */
export class HeldLease {
  readonly owner: OwnerReference;
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #namespace: string;
  readonly #lost = new ReplayedEvents<Error>();
  readonly #cancel: Cancel;
  #renewedMs: number;
  #isRenewing = false;

  /**
   * Takes a namespace that nobody holds.
   * @throws NamespaceBusyError when another run was faster
   */
  static async take(
    cluster: Cluster,
    { namespace, runId, objects }: Pick<Lease, "runId" | "objects"> & { readonly namespace: string },
    clock: Clock,
  ): Promise<HeldLease> {
    const now = serverTime(cluster, clock);
    const object = {
      ...LEASE_KIND,
      metadata: {
        name: LEASE_NAME,
        namespace,
        labels: { [RUN_LABEL]: runId },
        annotations: { [OBJECTS_ANNOTATION]: JSON.stringify(objects) },
      },
      spec: {
        holderIdentity: `run ${runId} of ${userInfo().username} on ${hostname()}, process ${process.pid}`,
        leaseDurationSeconds: DURATION_S,
        acquireTime: now,
        renewTime: now,
      },
    };
    try {
      const { uid } = leaseOf(await cluster.create(object));
      return new HeldLease(cluster, namespace, uid, clock);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      throw busy(namespace, (await readLease(cluster, namespace))?.holder ?? "it has just ended");
    }
  }

  private constructor(cluster: Cluster, namespace: string, uid: string, clock: Clock) {
    this.owner = { ...LEASE_KIND, name: LEASE_NAME, uid };
    this.#cluster = cluster;
    this.#clock = clock;
    this.#namespace = namespace;
    this.#renewedMs = clock.nowMs();
    this.#cancel = clock.every(RENEW_EVERY_MS, () => void this.#renew());
  }

  /** Calls back at most once, when the run can no longer be sure that the namespace is its own. */
  onLost(listener: (error: Error) => void): void {
    this.#lost.listen(listener);
  }

  /** Renews it no more. Who deletes it is the undoer. */
  letGo(): void {
    this.#cancel();
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      // A patch that names the uid is refused for a lease that took this one's place.
      const patch = { metadata: { uid: this.owner.uid }, spec: { renewTime: serverTime(this.#cluster, this.#clock) } };
      const startedMs = this.#clock.nowMs();
      await withDeadline(this.#clock, RENEW_EVERY_MS, (signal) =>
        this.#cluster.patch(leaseRef(this.#namespace), patch, { signal }),
      );
      this.#renewedMs = startedMs;
    } catch (cause) {
      this.#heed(cause as Error);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** A server that is away may come back in time. */
  #heed(cause: Error): void {
    const isGone = GONE.some((kind) => cause instanceof kind);
    if (!isGone && this.#clock.nowMs() - this.#renewedMs < LOST_AFTER_MS) return;
    this.letGo();
    this.#lost.tell(isGone ? this.#takenAway(cause) : this.#outOfReach(cause));
  }

  #takenAway(cause: Error): Error {
    return new LeaseLostError({
      message: `the run lost the namespace ${this.#namespace}: somebody removed its lease, or took it over`,
      hint: `Did anybody call \`brownout recover --on kubernetes\`, or delete the lease ${LEASE_NAME}?`,
      cause,
    });
  }

  #outOfReach(cause: Error): Error {
    const { context } = this.#cluster;
    return new ClusterLostError({
      message: `the API server of context ${context} couldn't be asked for ${LOST_AFTER_MS / 1000} s: ${cause.message}`,
      hint: "Without it nobody knows what the faults do; run the experiment again when it answers.",
      cause,
    });
  }
}

function serverNowMs({ clockSkewMs }: Cluster, clock: Clock): number {
  return clock.wallMs() + clockSkewMs;
}

/** As MicroTime wants it, with six digits. */
function serverTime(cluster: Cluster, clock: Clock): string {
  return new Date(serverNowMs(cluster, clock)).toISOString().replace("Z", "000Z");
}
