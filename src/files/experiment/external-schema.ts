import { z } from "zod";
import { parseHostPort } from "../../values/host-port.ts";
import { show } from "../yaml/problem.ts";
import { parseEdge } from "./resolve-names.ts";
import { serviceName } from "./service-name.ts";
import { textSchema } from "./value-schemas.ts";

const addressHelp = "an address is a host and a port: 127.0.0.1:9001";

/** Host and port; an IPv6 address in brackets. */
export const addressSchema = textSchema.refine((text) => parseHostPort(text) !== undefined, {
  error: ({ input }) => `found ${show(input)}; ${addressHelp}`,
});

/** The URL of a server that speaks HTTP. */
export const baseUrlSchema = z.url({
  protocol: /^https?$/,
  error: ({ input }) => `found ${show(input)}; expected an http URL`,
});

const text = textSchema.min(1).max(1000);

/** The process 1 is the machine's own. */
export const pidSchema = z.int().min(2);

/** Names of units that `systemctl` couldn't take for an option. */
export const unitSchema = text.regex(/^[\w@.:\\][\w@.:\\-]*$/, {
  error: ({ input }) => `found ${show(input)}; expected the name of a systemd unit: checkout.service`,
});

const processKeys = {
  pid: pidSchema.optional().meta({ description: "Its process" }),
  pidfile: text.optional().meta({ description: "A file with the id of its process; from this file's folder" }),
  unit: unitSchema.optional().meta({ description: "The systemd unit that it is" }),
};

const serviceSchema = z
  .union(
    [
      baseUrlSchema.transform((url) => ({ url, pid: undefined, pidfile: undefined, unit: undefined })),
      z.strictObject({ url: baseUrlSchema.optional().meta({ description: "Where loads reach it" }), ...processKeys }),
    ],
    {
      error: ({ input }) =>
        `found ${show(input)}; a service is its URL, or has one or more of url and one of pid, pidfile and unit`,
    },
  )
  .refine(({ pid, pidfile, unit }) => [pid, pidfile, unit].filter((one) => one !== undefined).length <= 1, {
    error: "a service is one of pid, pidfile and unit",
  });

const edgeKey = textSchema.refine((name) => parseEdge(name) !== undefined, {
  error: "an edge is written caller -> callee",
});

const serviceKey = textSchema.regex(serviceName, "a service's name has letters, digits, _ and - between them");

/** A system that runs already, on this machine or elsewhere. */
export const externalSchema = z
  .strictObject({
    services: z
      .record(serviceKey, serviceSchema)
      .default({})
      .meta({ description: "By name: the URL that loads call, and the process that faults are done to" }),
    edges: z
      .record(
        edgeKey,
        z.strictObject({
          listen: addressSchema.meta({ description: "Where the caller is to call: brownout listens there" }),
          upstream: addressSchema.meta({ description: "Where the callee is" }),
        }),
      )
      .default({})
      .meta({ description: "By edge (a -> b): the addresses between which brownout puts its proxy" }),
    toxiproxy: baseUrlSchema.optional().meta({ description: "The API of a Toxiproxy that runs already" }),
    proxies: z
      .record(edgeKey, text)
      .default({})
      .meta({ description: "By edge (a -> b), where its name doesn't say it: the name of Toxiproxy's proxy" }),
  })
  .refine(
    ({ services, edges, toxiproxy }) => Object.keys({ ...services, ...edges }).length > 0 || toxiproxy !== undefined,
    {
      error: "an external system has at least one of services, edges and toxiproxy",
    },
  )
  .refine(({ proxies, toxiproxy }) => Object.keys(proxies).length === 0 || toxiproxy !== undefined, {
    error: "proxies are those of a Toxiproxy; say where it is: `toxiproxy: http://127.0.0.1:8474`",
    path: ["proxies"],
  })
  .check(({ value, issues }) => {
    const listens = Object.entries(value.edges).map(([edge, { listen }]) => ({ edge, listen }));
    for (const [at, { edge, listen }] of listens.entries()) {
      const other = listens.slice(0, at).find((one) => one.listen === listen);
      if (other === undefined) continue;
      const message = `${listen} is where ${other.edge} listens already`;
      issues.push({ code: "custom", message, path: ["edges", edge, "listen"], input: listen });
    }
  })
  .meta({ description: "A system that runs already, which brownout neither starts nor stops" });
