import { measuredPhases } from "../../../judge/history/event.ts";
import type { ByPhase, RunResult } from "../../../judge/history/result.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import { edgesInWords } from "../../edge-in-words.ts";
import { handshakesInWords } from "../../handshakes-in-words.ts";
import { count, NO_FIGURE } from "../../terminal/figures.ts";
import { type Content, html } from "../markup.ts";
import { points, table } from "../tables.ts";

/** The connections of edges: what they were found to carry, their TLS handshakes, and what the experiment says of them; nothing where nothing is known. */
export function connectionsPart({ signals }: RunResult, plan: Plan): Content {
  const known = Object.entries(signals).flatMap(([edge, phases]) => {
    const [protocols, handshakes] = [protocolsOf(phases), handshakesInWords(phases)];
    return protocols === undefined && handshakes === undefined ? [] : [{ edge, protocols, handshakes }];
  });
  if (known.length === 0) return undefined;
  const withTls = known.some(({ handshakes }) => handshakes !== undefined);
  const rows = known.map(({ edge, protocols, handshakes }): [Content, ...Content[]] => [
    edge,
    protocols ?? NO_FIGURE,
    ...(withTls ? (["ended", "failed", "p50", "p95"] as const).map((figure) => handshakes?.[figure] ?? NO_FIGURE) : []),
  ]);
  const tls = withTls ? ["TLS handshakes", "failed", "p50", "p95"] : [];
  return html`${table(
    `Connections of edges${withTls ? "; handshakes in the baseline, the fault phase and the recovery" : ""}`,
    ["edge", "connections", ...tls],
    rows,
  )}${points(edgesInWords(plan))}`;
}

/** `12 of tls, 3 of http/1`: what an edge's connections were found to carry, the most frequent first. */
function protocolsOf(phases: ByPhase): string | undefined {
  const latest = measuredPhases.map((phase) => phases[phase]?.protocols).findLast((one) => one !== undefined);
  if (latest === undefined) return undefined;
  const counts = Object.entries(latest).sort(([, a], [, b]) => b - a);
  return counts.map(([name, connections]) => `${count(connections)} of ${name}`).join(", ");
}
