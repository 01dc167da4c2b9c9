/** Colours of what is drawn on a canvas, as the page's style has them for this reader's scheme. */
export interface Palette {
  readonly text: string;
  readonly grid: string;
  readonly accent: string;
  readonly p50: string;
  readonly p95: string;
  readonly p99: string;
  readonly limit: string;
  readonly fault: string;
  readonly phase: string;
}

const NAMES: readonly (keyof Palette)[] = ["text", "grid", "accent", "p50", "p95", "p99", "limit", "fault", "phase"];

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(colours) as Record<keyof Palette, string>;
}
