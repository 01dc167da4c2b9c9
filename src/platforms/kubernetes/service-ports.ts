import { z } from "zod";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";

/** A Kubernetes Service that selects pods. */
export interface ServicePorts {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  /** The one that a load goes to: the first that says it is HTTP, else the first. */
  readonly port: {
    readonly number: number /** Of the pod: its number or its name. */;
    readonly target: number | string;
  };
}

const serviceSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.record(z.string(), z.string()).default({}),
    ports: z
      .array(
        z.object({
          name: z.string().default(""),
          port: z.int(),
          targetPort: z.union([z.int(), z.string()]).optional(),
          protocol: z.string().default("TCP"),
          appProtocol: z.string().default(""),
        }),
      )
      .default([]),
  }),
});

/** Undefined for what isn't a Service, selects nothing or has no TCP port. */
export function readServicePorts(object: ClusterObject): ServicePorts | undefined {
  if (object.apiVersion !== "v1" || object.kind !== "Service") return undefined;
  const { metadata, spec } = serviceSchema.parse(object);
  const ports = spec.ports.filter(({ protocol }) => protocol === "TCP");
  const isHttp = ({ name, appProtocol }: (typeof ports)[number]) => /^http(-|$)/.test(name) || appProtocol === "http";
  const port = ports.find(isHttp) ?? ports[0];
  if (port === undefined || Object.keys(spec.selector).length === 0) return undefined;
  return {
    name: metadata.name,
    selector: spec.selector,
    port: { number: port.port, target: port.targetPort ?? port.port },
  };
}
