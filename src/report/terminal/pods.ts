import { asAtFirst, shareOf } from "../../judge/history/pod-log.ts";
import type { PodsAt, ServicePods } from "../../judge/history/result.ts";
import { latency } from "./figures.ts";
import { labelled } from "./labelled.ts";
import { cutLine, type Line, line, padLine, type Span, span, textWidth } from "./text.ts";

/** From none to as many as there should be. */
const LEVELS = " ▁▂▃▄▅▆▇█";
const STRIP_MAX_COLUMNS = 60;
const LABEL_COLUMNS = 10;

/** Pods over the run, a strip for each service whose pods changed; nothing where no service has pods. */
export function podLines(services: readonly ServicePods[] | undefined, durationMs: number, columns: number): Line[] {
  if (services === undefined) return [];
  const changed = services.filter(({ counts }) => counts.length > 1);
  if (changed.length === 0) return labelled("PODS", "every service kept its pods", columns, "good");
  const nameColumns = Math.max(...changed.map(({ service }) => textWidth(service))) + 2;
  const stripColumns = Math.min(STRIP_MAX_COLUMNS, Math.max(0, columns - LABEL_COLUMNS - nameColumns));
  return changed.flatMap((pods, at) => [
    cutLine(
      [
        span("accent", (at === 0 ? "PODS" : "").padEnd(LABEL_COLUMNS)),
        ...padLine(line("plain", pods.service), nameColumns),
        ...stripOf(
          pods.counts.map((count) => asAtFirst(count, pods.counts[0] ?? count)),
          durationMs,
          stripColumns,
        ),
      ],
      columns,
    ),
    ...labelled("", sentence(pods), columns, "faint"),
  ]);
}

/** Each column shows the fewest that were ready within its time: a pod may be away for less than a column. */
function stripOf(counts: readonly PodsAt[], durationMs: number, columns: number): Span[] {
  return Array.from({ length: columns }, (_, column) => {
    const fromMs = (durationMs * column) / columns;
    const toMs = (durationMs * (column + 1)) / columns;
    const before = counts.findLast(({ atMs }) => atMs <= fromMs);
    const within = counts.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
    const shares = [...(before ? [before] : []), ...within].map(shareOf);
    if (shares.length === 0) return span("faint", "·");
    const share = Math.min(1, ...shares);
    const level = share === 0 ? 0 : Math.max(1, Math.floor(share * (LEVELS.length - 1)));
    return span(share < 1 ? "bad" : "good", LEVELS[level] ?? " ");
  });
}

function sentence({ counts, fewest, tooFewMs }: ServicePods): string {
  const last = counts.at(-1) ?? fewest;
  const fewestWords = `at worst ${fewest.ready} of ${fewest.desired} ready`;
  return `${fewestWords}, too few for ${latency(tooFewMs)} in all; ${last.ready} of ${Math.max(last.desired, counts[0]?.desired ?? 0)} at the end`;
}
