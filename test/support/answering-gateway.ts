import { CLI_IMAGE } from "../../src/values/images.ts";
import { fakeService } from "./namespace.ts";

/** Answers, and tells at /count how many came from how many addresses. */
const SERVER = `
const seen = new Map();
require("node:http").createServer(({ url, socket }, response) => {
  if (url === "/count") return response.end(JSON.stringify(Object.fromEntries(seen)));
  seen.set(socket.remoteAddress, (seen.get(socket.remoteAddress) ?? 0) + 1);
  response.end("ok");
}).listen(8080)`;

/**
 * A gateway that answers, on the real node, and a user service on a fake one to kill pods of.
 * @param slowS seconds that a pod of the gateway takes to be ready
 */
export const answeringGateway = (slowS = 0): readonly object[] => [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "gateway", annotations: { "brownout.dev/calls": "user" } },
    spec: {
      selector: { matchLabels: { app: "gateway" } },
      template: {
        metadata: { labels: { app: "gateway" } },
        spec: {
          nodeSelector: { type: "real" },
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "gateway",
              image: CLI_IMAGE,
              imagePullPolicy: "IfNotPresent",
              command: ["node", "-e", SERVER],
              ports: [{ containerPort: 8080 }],
              readinessProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: slowS, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "gateway" },
    spec: { selector: { app: "gateway" }, ports: [{ port: 80, targetPort: 8080 }] },
  },
  ...fakeService({ name: "user", replicas: 2 }),
];
