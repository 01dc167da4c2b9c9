/** Rows of a heat map for each tenfold of latency. */
const ROWS_A_DECADE = 5;
/** Lower end of row 0; what was faster is in it, too. */
const LEAST_MS = 0.1;

/** The row of a heat map that a latency is in. */
export function heatRow(latencyMs: number): number {
  return Math.max(0, Math.floor(Math.log10(latencyMs / LEAST_MS) * ROWS_A_DECADE));
}

/** The latency at which a row begins, in ms. */
export function heatRowMs(row: number): number {
  return LEAST_MS * 10 ** (row / ROWS_A_DECADE);
}
