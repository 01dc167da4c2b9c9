import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { RUN_LABEL } from "../../clients/cluster/labels.ts";
import type { Pod } from "../../clients/cluster/pod.ts";
import type { SenderPodsSpec } from "../../files/experiment/load-spec.ts";
import type { RemoteSender } from "../../load/sender-link.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { CLI_IMAGE } from "../../values/images.ts";
import type { HarnessPart } from "../platform.ts";
import type { NamespaceView } from "./namespace-view.ts";
import type { Awaited } from "./readiness.ts";
import { ResultsForward } from "./results-forward.ts";

const NAME = "brownout-load";
/** In the pod, on 127.0.0.1 alone. */
const PORT = 9474;
/** Beside the phases: for the system to come up and go down. */
const ROOM_S = 900;
/** Time in s for which it is kept when it is over and nobody took it away. */
const KEPT_S = 60;

/** Tells whether somebody listens on the port. */
const PROBE = `require("node:net").connect(${PORT}, "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(1))`;

/**
 * The pods that send a run's loads, as an indexed Job. They have no rights, listen to nobody but those who may forward a
 * port to them, end with the connection of the run, and after a while in any case.
 */
export function senderJob(
  { pods, image = CLI_IMAGE }: SenderPodsSpec,
  { namespace, runId, phasesMs }: { readonly namespace: string; readonly runId: string; readonly phasesMs: number },
): ClusterObject {
  const labels = senderLabels(runId);
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: NAME, namespace, labels },
    spec: {
      completionMode: "Indexed",
      completions: pods,
      parallelism: pods,
      // A sender that ended has left a hole in the load: the run says so, and another one would be of no use.
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(phasesMs / 1000) + ROOM_S,
      ttlSecondsAfterFinished: KEPT_S,
      template: { metadata: { labels }, spec: podSpec(image, labels) },
    },
  };
}

function senderLabels(runId: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": NAME, [RUN_LABEL]: runId };
}

function podSpec(image: string, labels: Readonly<Record<string, string>>) {
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 5,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    // Many senders on one node would be one machine again.
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      },
    ],
    containers: [
      {
        name: "sender",
        image,
        imagePullPolicy: "IfNotPresent",
        args: ["sender", "--port", String(PORT)],
        resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "512Mi" } },
        securityContext: {
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
        },
        // Only until it answers once: nothing shall disturb it later.
        startupProbe: {
          exec: { command: ["node", "-e", PROBE] },
          periodSeconds: 1,
          timeoutSeconds: 5,
          failureThreshold: 60,
        },
      },
    ],
  };
}

/** The senders of a run, while they are awaited. */
export function awaitedSenders({ pods: count }: SenderPodsSpec, runId: string, view: NamespaceView): Awaited {
  const pods = () => senderPods(runId, view);
  const ready = () => pods().filter(({ isReady }) => isReady).length;
  return {
    kind: "Job",
    name: NAME,
    isReady: () => ready() >= count,
    pods,
    isHopeless: ({ hasFailed }) => hasFailed,
    countWords: () => `${ready()} of ${count} pods are ready`,
  };
}

function senderPods(runId: string, view: NamespaceView): readonly Pod[] {
  const pods = view.podsWith(senderLabels(runId));
  // By index, which their names have.
  return [...pods].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** A sender in a pod, and what carries its results. */
export interface PodSender extends RemoteSender {
  readonly part: HarnessPart;
}

/** Forwards a port to each of a run's senders, which are ready, until the signal aborts. */
export function openSenders(
  runId: string,
  {
    cluster,
    namespace,
    view,
    clock,
  }: {
    readonly cluster: Cluster;
    readonly namespace: string;
    readonly view: NamespaceView;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): Promise<readonly PodSender[]> {
  return Promise.all(
    senderPods(runId, view).map(async ({ name, uid }) => {
      let trouble: string | undefined;
      const ref = { apiVersion: "v1", kind: "Pod", namespace, name };
      const { port } = await cluster.forward(ref, PORT, signal, ({ message }) => {
        trouble = message;
      });
      const state = () => {
        const now = senderPods(runId, view).find((pod) => pod.uid === uid);
        if (now === undefined) return "the pod is gone";
        const why = now.trouble === undefined ? "" : `: ${now.trouble.why}`;
        const way = trouble === undefined ? "" : `; the port forwarded to it: ${trouble}`;
        return `the pod is ${now.isEnding ? "being deleted" : now.state}${why}${way}`;
      };
      const part = new ResultsForward(`pod ${name}`, clock);
      return { name: `pod ${name}`, port, state, part, heard: () => part.heard() };
    }),
  );
}
