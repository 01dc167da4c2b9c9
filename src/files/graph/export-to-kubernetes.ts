import { dump } from "js-yaml";
import { calleeUrlVariable, SERVICE_PORT } from "./demo-service.ts";
import type { ExportSource } from "./export-source.ts";
import type { Graph, GraphService } from "./graph.ts";

const GRAPH_FOLDER = "/graphs";
const GRAPH_FILE = "graph.yaml";

/**
 * Manifests that bring the graph up in whatever namespace they are applied to: a ConfigMap with the graph file, and a
 * Deployment and a Service for each of its services. The annotation brownout.dev/calls has the graph's edges.
 */
export function exportToKubernetes({ graph, text, image }: ExportSource): string {
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configName(graph), labels: partOf(graph) },
    data: { [GRAPH_FILE]: text },
  };
  const services = graph.services.flatMap((service) => [deployment(service, graph, image), serviceOf(service, graph)]);
  return [config, ...services].map((object) => dump(object, { lineWidth: 120, noRefs: true })).join("---\n");
}

function deployment(service: GraphService, graph: Graph, image: string) {
  const callees = calleesOf(service, graph);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: service.name,
      labels: labelsOf(service, graph),
      ...(callees.length > 0 && { annotations: { "brownout.dev/calls": callees.join(", ") } }),
    },
    spec: {
      replicas: service.replicas,
      selector: { matchLabels: selectorOf(service) },
      template: {
        metadata: { labels: labelsOf(service, graph) },
        spec: {
          containers: [container(service, graph, image)],
          // Longer than the service takes for requests in flight.
          terminationGracePeriodSeconds: 10,
          automountServiceAccountToken: false,
          // A name of one label is the service's here; nothing is asked of the world.
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
          volumes: [
            { name: "graph", configMap: { name: configName(graph) } },
            { name: "tmp", emptyDir: {} },
          ],
        },
      },
    },
  };
}

function container(service: GraphService, graph: Graph, image: string) {
  return {
    name: "service",
    image,
    imagePullPolicy: "IfNotPresent",
    ports: [{ name: "http", containerPort: SERVICE_PORT }],
    env: [
      { name: "BROWNOUT_GRAPH", value: `${GRAPH_FOLDER}/${GRAPH_FILE}` },
      ...(graph.variant === undefined ? [] : [{ name: "BROWNOUT_VARIANT", value: graph.variant }]),
      { name: "BROWNOUT_SERVICE", value: service.name },
      ...calleesOf(service, graph).map((callee) => ({
        name: calleeUrlVariable(callee),
        value: `http://${callee}:${SERVICE_PORT}`,
      })),
    ],
    // Starting may take its time; an answer after that must not. Neither restarts a service because its dependencies are slow
    // or gone, which wouldn't make them faster: a start-up is over after 30 s, whatever isn't there.
    startupProbe: { ...probe("/startupz"), failureThreshold: 60 },
    livenessProbe: { ...probe("/livez"), periodSeconds: 5, failureThreshold: 3 },
    readinessProbe: { ...probe("/readyz"), failureThreshold: 2 },
    resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "256Mi" } },
    securityContext: {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [
      { name: "graph", mountPath: GRAPH_FOLDER, readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

function probe(path: string) {
  return { httpGet: { path, port: "http" }, periodSeconds: 1, timeoutSeconds: 2 };
}

function serviceOf(service: GraphService, graph: Graph) {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: service.name, labels: labelsOf(service, graph) },
    spec: {
      selector: selectorOf(service),
      ports: [{ name: "http", port: SERVICE_PORT, targetPort: "http" }],
    },
  };
}

function calleesOf({ name }: GraphService, graph: Graph): readonly string[] {
  return graph.edges.filter(({ caller }) => caller === name).map(({ callee }) => callee);
}

function selectorOf({ name }: GraphService) {
  return { "app.kubernetes.io/name": name };
}

function labelsOf(service: GraphService, graph: Graph) {
  return { ...selectorOf(service), ...partOf(graph) };
}

function partOf(graph: Graph) {
  return { "app.kubernetes.io/part-of": graph.name };
}

function configName(graph: Graph): string {
  return `${graph.name}-graph`;
}
