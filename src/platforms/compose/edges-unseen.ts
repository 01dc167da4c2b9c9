import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import type { Inability } from "../../judge/plan/plan.ts";

/** Tells why criteria can't speak of a project's edges; undefined where they can. It needs no engine to know. */
export function edgesUnseen({ proxy }: ComposeSpec): Inability | undefined {
  if (proxy !== "toxiproxy") return undefined;
  return {
    why: "Toxiproxy doesn't measure edges",
    instead: "`proxy: brownout` or `proxy: redirect` under system.compose does; or take a signal from Prometheus",
  };
}
