import { formatMs } from "../../../judge/criteria/format.ts";
import { heatRowMs } from "../heat-rows.ts";
import type { PageData, PageSignal } from "../page-data.ts";
import type { Palette } from "./palette.ts";

const HEIGHT = 260;
const LEFT = 64;
const BOTTOM = 22;
const FONT = "11px sans-serif";
/** Rows beyond what was measured, so that it doesn't touch the edges. */
const MARGIN_ROWS = 1;
/** Width from one time on the axis to the next. */
const TICK_WIDTH = 110;

/** Draws the latencies of a signal: a column for a stretch of time, a row for a class of latencies, stronger in colour for more requests. */
export function drawHeatMap(canvas: HTMLCanvasElement, data: PageData, signal: PageSignal, palette: Palette): void {
  const ctx = canvas.getContext("2d");
  if (ctx === null) return;
  const width = canvas.clientWidth;
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  ctx.scale(ratio, ratio);
  ctx.clearRect(0, 0, width, HEIGHT);
  ctx.font = FONT;
  const { columns, columnMs } = signal.heat;
  const rows = columns.flatMap((column) => column.filter((_, at) => at % 2 === 0));
  const most = Math.max(0, ...columns.flatMap((column) => column.filter((_, at) => at % 2 === 1)));
  if (rows.length === 0) {
    ctx.fillStyle = palette.text;
    ctx.fillText("No latency was measured.", LEFT, HEIGHT / 2);
    return;
  }
  const lowest = Math.max(0, Math.min(...rows) - MARGIN_ROWS);
  const highest = Math.max(...rows) + MARGIN_ROWS;
  const cell = { width: (width - LEFT) / columns.length, height: (HEIGHT - BOTTOM) / (highest - lowest + 1) };
  const top = (row: number) => (highest - row) * cell.height;
  ctx.fillStyle = palette.accent;
  for (const [x, column] of columns.entries()) {
    for (let at = 0; at < column.length; at += 2) {
      // By magnitudes: a single slow request is to be seen beside thousands.
      ctx.globalAlpha = 0.15 + 0.85 * (Math.log1p(column[at + 1] ?? 0) / Math.log1p(most));
      ctx.fillRect(LEFT + x * cell.width, top(column[at] ?? 0), Math.ceil(cell.width), Math.ceil(cell.height));
    }
  }
  ctx.globalAlpha = 1;
  drawAxes(ctx, { width, columnMs, columns: columns.length, lowest, highest, top }, data, palette);
}

interface Frame {
  readonly width: number;
  readonly columnMs: number;
  readonly columns: number;
  readonly lowest: number;
  readonly highest: number;
  readonly top: (row: number) => number;
}

function drawAxes(ctx: CanvasRenderingContext2D, frame: Frame, { phases }: PageData, palette: Palette): void {
  const { width, columnMs, columns, lowest, highest, top } = frame;
  const across = (atMs: number) => LEFT + (atMs / (columnMs * columns)) * (width - LEFT);
  ctx.strokeStyle = palette.text;
  ctx.setLineDash([3, 3]);
  for (const { fromMs } of phases) line(ctx, across(fromMs), 0, across(fromMs), HEIGHT - BOTTOM);
  ctx.setLineDash([]);
  ctx.fillStyle = palette.text;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const every = Math.max(1, Math.ceil((highest - lowest) / 8));
  for (let row = lowest; row <= highest; row += every) {
    ctx.fillText(formatMs(heatRowMs(row)), LEFT - 6, top(row - 1) - 1);
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  const ticks = Math.max(1, Math.floor((width - LEFT) / TICK_WIDTH));
  for (let tick = 0; tick < ticks; tick++) {
    const atMs = ((tick + 0.5) / ticks) * columnMs * columns;
    ctx.fillText(formatMs(atMs), across(atMs), HEIGHT - 3);
  }
}

function line(ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
