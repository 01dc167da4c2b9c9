import { type Line, type Style, span } from "./text.ts";

/** A stretch of a bar up to a share of it, and how it is drawn. */
export interface Zone {
  readonly upTo: number;
  readonly style: Style;
}

/** A solid bar that passes through zones: `▆▆▆▆▆▆····`. `share` is taken as 0..1; the zones rise. */
export function zonedBar(share: number, columns: number, zones: readonly Zone[]): Line {
  const filled = Math.round(clamp(share) * columns);
  let from = 0;
  const solid = zones.map(({ upTo, style }) => {
    const to = Math.max(from, Math.min(filled, Math.round(upTo * columns)));
    const part = span(style, "▆".repeat(to - from));
    from = to;
    return part;
  });
  return [...solid, span("faint", "·".repeat(columns - from))];
}

/** A thin bar for what moves on with time: `━━━━━━────`. */
export function progressBar(share: number, columns: number, style: Style): Line {
  const filled = Math.round(clamp(share) * columns);
  return [span(style, "━".repeat(filled)), span("faint", "─".repeat(columns - filled))];
}

/**
 * A bar of the share of the way to a limit that is used up; the limit is the last column: `━━━━───│`, beyond it
 * `━━━━━━━►`.
 */
export function limitBar(used: number, columns: number, style: Style): Line {
  const beyond = used > 1;
  const bar = progressBar(used, columns - 1, style);
  return [...bar, span(beyond ? style : "faint", beyond ? "►" : "│")];
}

function clamp(share: number): number {
  return Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
}
