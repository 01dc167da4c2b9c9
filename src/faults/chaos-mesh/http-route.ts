import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import type { ChaosSpec } from "./chaos-kind.ts";

/** The keys of kinds that act on requests as they come in at the pods of a service. */
export const routeKeys = {
  port: z
    .int()
    .min(1)
    .max(65_535)
    .meta({ description: "That the pods listen on, not the Service's", examples: [8080] }),
  path: textSchema
    .startsWith("/", { error: "a path begins with a slash: /checkout/*" })
    .max(1000)
    .optional()
    .meta({ description: "Only these; * is any text. Default: all", examples: ["/checkout/*"] }),
  method: z
    .enum(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
    .optional()
    .meta({ description: "Only these; default: all" }),
};

export interface RouteParams {
  readonly port: number;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
}

/** HTTPChaos takes no share: it acts on every request of the route. */
export function onRoute({ port, path = "*", method }: RouteParams): ChaosSpec {
  return { port, path, ...(method === undefined ? {} : { method }) };
}

/** `POST /checkout/* on port 8080` */
export function routeName({ port, path, method }: RouteParams): string {
  const what =
    method === undefined && path === undefined ? "every request" : `${method ?? "all"} ${path ?? "requests"}`;
  return `${what} on port ${port}`;
}
