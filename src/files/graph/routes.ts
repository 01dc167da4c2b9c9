import { parseTemplate } from "../experiment/template.ts";
import { PROBE_ROUTES } from "./demo-service.ts";
import type { GraphService } from "./graph.ts";

/** The routes of a service, as `POST /checkout`; none where they aren't known, as of a service that a platform found. */
export function routesOf({ behaviour }: GraphService): readonly string[] | undefined {
  const routes = Object.keys(behaviour?.routes ?? {});
  return routes.length > 0 ? routes : undefined;
}

/** A request to a route of a service, as a load or a call has it: `POST gateway/checkout`. */
export function requestTo(service: string, route: string): string {
  const [method = "", path = ""] = route.split(" ");
  return `${method} ${service}${path}`;
}

/**
 * The routes that requests of this method and path come to; undefined where the service's routes aren't known.
 * @param path as an experiment has it: with its query, and maybe with templates
 */
export function routesTaken(service: GraphService, method: string, path: string): readonly string[] | undefined {
  const routes = routesOf(service);
  if (routes === undefined) return undefined;
  const asked = patternOf(`${method} ${withoutQuery(path)}`);
  return [...routes, ...PROBE_ROUTES].filter((route) => asked.test(route));
}

/** `POST /checkout`, as errors name it. */
export function withoutQuery(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? "";
}

/** A template may become any piece of a path. */
function patternOf(route: string): RegExp {
  const template = parseTemplate(route);
  const parts = template.ok ? template.parts : [{ kind: "text" as const, text: route }];
  const source = parts.map((part) => (part.kind === "text" ? part.text.replace(/[^\w/ ]/g, "\\$&") : "[^/]+"));
  return new RegExp(`^${source.join("")}$`);
}
