import { dump } from "js-yaml";
import { TOXIPROXY_IMAGE } from "../../values/images.ts";
import { calleeUrlVariable, SERVICE_PORT } from "./demo-service.ts";
import type { ExportSource } from "./export-source.ts";
import type { Edge, Graph, GraphService } from "./graph.ts";

const FIRST_PROXY_PORT = 20001;
const GRAPH_PATH = "/graph.yaml";
const PROXIES_PATH = "/etc/toxiproxy.json";

/** Hardening that every service has. No read-only root: Compose can't put a config's content into one. */
const hardened = {
  cap_drop: ["ALL"],
  security_opt: ["no-new-privileges:true"],
  logging: { driver: "json-file", options: { "max-size": "1m", "max-file": "2" } },
};

/**
 * A Compose file (Docker Compose 2.23 or later) that brings the graph up with Toxiproxy on every edge. Ports are
 * published on 127.0.0.1 only: Toxiproxy's API at 8474, those of services at ports of the machine's choice.
 */
export function exportToCompose({ graph, text, image }: ExportSource): string {
  const services = Object.fromEntries(
    graph.services.map((service) => [service.name, serviceOf(service, graph, image)]),
  );
  const file = {
    name: graph.name,
    services: { ...services, toxiproxy: toxiproxy() },
    // Compose takes $ for a variable of its own.
    configs: { graph: { content: literal(text) }, proxies: { content: literal(proxiesOf(graph)) } },
  };
  return dump(file, { lineWidth: 120, noRefs: true });
}

function serviceOf(service: GraphService, graph: Graph, image: string) {
  const urls = graph.edges.flatMap((edge, index) =>
    edge.caller === service.name
      ? [[calleeUrlVariable(edge.callee), `http://toxiproxy:${FIRST_PROXY_PORT + index}`] as const]
      : [],
  );
  return {
    image,
    ...(service.replicas > 1 && { deploy: { replicas: service.replicas } }),
    environment: {
      BROWNOUT_GRAPH: GRAPH_PATH,
      ...(graph.variant === undefined ? {} : { BROWNOUT_VARIANT: graph.variant }),
      BROWNOUT_SERVICE: service.name,
      ...Object.fromEntries(urls),
    },
    configs: [{ source: "graph", target: GRAPH_PATH }],
    ports: [`127.0.0.1::${SERVICE_PORT}`],
    tmpfs: ["/tmp"],
    ...hardened,
  };
}

function toxiproxy() {
  return {
    image: TOXIPROXY_IMAGE,
    command: ["-host=0.0.0.0", `-config=${PROXIES_PATH}`, "-proxy-metrics"],
    configs: [{ source: "proxies", target: PROXIES_PATH }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own variable
    ports: ["127.0.0.1:${TOXIPROXY_PORT:-8474}:8474"],
    healthcheck: { test: ["CMD", "/toxiproxy-cli", "list"], interval: "5s", timeout: "3s" },
    ...hardened,
  };
}

function proxiesOf({ edges }: Graph): string {
  const proxy = ({ caller, callee }: Edge, index: number) =>
    JSON.stringify({
      name: `${caller}-${callee}`,
      listen: `0.0.0.0:${FIRST_PROXY_PORT + index}`,
      upstream: `${callee}:${SERVICE_PORT}`,
      enabled: true,
    });
  return `[\n  ${edges.map(proxy).join(",\n  ")}\n]\n`;
}

function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
