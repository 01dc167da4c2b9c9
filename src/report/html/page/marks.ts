import type uPlot from "uplot";
import type { ChartFrame, PageLimit, Span } from "../page-data.ts";
import { labelLines } from "./label-lines.ts";
import { placeLabels } from "./label-places.ts";
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
    drawLimits(plot, limits, palette);
    if (data.abortAtMs !== undefined) drawAbort(plot, data.abortAtMs, palette);
  });
}

/** Lines across, with their names at the right where there is room for them. */
function drawLimits(plot: uPlot, limits: readonly PageLimit[], palette: Palette): void {
  const { ctx, bbox } = plot;
  const pxRatio = window.devicePixelRatio;
  const gap = 3 * pxRatio;
  const widthOf = (text: string) => ctx.measureText(text).width;
  const labels = limits.map(({ value, text }) => ({
    y: plot.valToPos(value, "y", true) - bbox.top,
    linesWithin: (most: number) => labelLines(text, bbox.width - 2 * gap, most, widthOf),
  }));
  for (const { y } of labels) {
    stroke(plot, [bbox.left, bbox.top + y, bbox.left + bbox.width, bbox.top + y], palette.limit, [6, 3]);
  }
  const lineHeight = LINE_PX * pxRatio;
  ctx.fillStyle = palette.limit;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const { top, lines } of placeLabels(labels, { height: bbox.height, lineHeight, taken: lineHeight + gap })) {
    for (const [at, line] of lines.entries()) {
      ctx.fillText(line, bbox.left + bbox.width - gap, bbox.top + top + (at + 0.5) * lineHeight);
    }
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
