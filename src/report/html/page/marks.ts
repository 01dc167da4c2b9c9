import type uPlot from "uplot";
import type { ChartFrame, PageLimit, Span } from "../page-data.ts";
import { labelLines } from "./label-lines.ts";
import type { Palette } from "./palette.ts";

const FONT_PX = 11;
const LINE_PX = 13;
const ABORT = "abort";

/** Shades every other phase, and hatches the times in which faults were in. */
export function drawBackground(plot: uPlot, { phases, faults }: ChartFrame, palette: Palette): void {
  const { ctx } = plot;
  inside(plot, () => {
    for (const [at, phase] of phases.entries()) {
      if (at % 2 === 0) continue;
      ctx.fillStyle = palette.phase;
      const [left, width] = across(plot, phase);
      ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height);
    }
    for (const fault of faults) hatch(plot, fault, palette);
  });
}

/** Writes the phases' and limits' names, and draws limits and the abort as lines. */
export function drawForeground(plot: uPlot, data: ChartFrame, limits: readonly PageLimit[], palette: Palette): void {
  const { ctx, bbox } = plot;
  const pxRatio = window.devicePixelRatio;
  inside(plot, () => {
    ctx.font = `${FONT_PX * pxRatio}px sans-serif`;
    ctx.fillStyle = palette.text;
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    for (const phase of data.phases) {
      const [left, width] = across(plot, phase);
      const seen = Math.min(left + width, bbox.left + bbox.width) - Math.max(left, bbox.left);
      if (ctx.measureText(phase.name).width + 6 * pxRatio < seen) {
        ctx.fillText(phase.name, Math.max(left, bbox.left) + 3 * pxRatio, bbox.top + 2 * pxRatio);
      }
    }
    for (const limit of limits) drawLimit(plot, limit, palette);
    if (data.abortAtMs !== undefined) drawAbort(plot, data.abortAtMs, palette);
  });
}

/** A line across, with its name where there is more room: above or below it, in as many lines as that takes. */
function drawLimit(plot: uPlot, { value, text }: PageLimit, palette: Palette): void {
  const { ctx, bbox } = plot;
  const pxRatio = window.devicePixelRatio;
  const y = plot.valToPos(value, "y", true);
  stroke(plot, [bbox.left, y, bbox.left + bbox.width, y], palette.limit, [6, 3]);
  ctx.fillStyle = palette.limit;
  ctx.textAlign = "right";
  const lines = labelLines(text, bbox.width - 6 * pxRatio, (one) => ctx.measureText(one).width);
  // Several lines above a low limit would meet those below a high one.
  const roomFrom = lines.length > 1 ? bbox.height - lines.length * LINE_PX * pxRatio : bbox.height / 2;
  const isLow = y > bbox.top + roomFrom;
  ctx.textBaseline = isLow ? "bottom" : "top";
  for (const [at, line] of (isLow ? lines.toReversed() : lines).entries()) {
    const fromLine = (2 + at * LINE_PX) * pxRatio;
    ctx.fillText(line, bbox.left + bbox.width - 3 * pxRatio, isLow ? y - fromLine : y + fromLine);
  }
}

/** A line at its time, with its name on the side that has room for it. */
function drawAbort(plot: uPlot, atMs: number, palette: Palette): void {
  const { ctx, bbox } = plot;
  const pxRatio = window.devicePixelRatio;
  const x = plot.valToPos(atMs / 1000, "x", true);
  stroke(plot, [x, bbox.top, x, bbox.top + bbox.height], palette.fault, []);
  ctx.fillStyle = palette.fault;
  ctx.textBaseline = "bottom";
  const gap = 3 * pxRatio;
  const isRoomBehind = x + gap + ctx.measureText(ABORT).width <= bbox.left + bbox.width;
  ctx.textAlign = isRoomBehind ? "left" : "right";
  ctx.fillText(ABORT, isRoomBehind ? x + gap : x - gap, bbox.top + bbox.height - gap);
}

function hatch(plot: uPlot, fault: Span, palette: Palette): void {
  const { ctx, bbox } = plot;
  const pxRatio = window.devicePixelRatio;
  const [left, width] = across(plot, fault);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.4;
  const step = 12 * pxRatio;
  const from = Math.max(left, bbox.left) - bbox.height;
  const to = Math.min(left + width, bbox.left + bbox.width);
  for (let x = from - (from % step); x < to; x += step) {
    stroke(plot, [x, bbox.top + bbox.height, x + bbox.height, bbox.top], palette.fault, []);
  }
  ctx.restore();
}

function stroke(
  { ctx }: uPlot,
  [fromX, fromY, toX, toY]: readonly [number, number, number, number],
  colour: string,
  dash: readonly number[],
): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = window.devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * window.devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

/** Left end and width of a time on the chart's canvas. */
function across(plot: uPlot, { fromMs, toMs }: Span): [left: number, width: number] {
  const left = plot.valToPos(fromMs / 1000, "x", true);
  return [left, plot.valToPos(toMs / 1000, "x", true) - left];
}

/** Draws what is within the chart's own area alone. */
function inside({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}
