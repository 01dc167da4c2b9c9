import type { Figure } from "./figures.ts";

/** The scale on which figures of one kind are tested, and a difference there as people say it. */
export interface Scale {
  /** The value on the scale. */
  of(value: number): number;
  /** A difference on the scale as people say it. */
  said(difference: number): number;
  /** The same the other way round. */
  unsaid(difference: number): number;
  /** A smaller difference isn't called worse, however sure: no user feels it. As people say it. */
  readonly least: number;
  /** A larger difference isn't looked for: a check that would not even see it says nothing of the figure. As people say it. */
  readonly most: number;
}

/** Below this a time is taken for this, so that it has a logarithm; histograms know it no better. */
const FINEST_MS = 0.01;

/** Times differ by factors, and are said to be so many per cent longer: 0.2 is 20 % slower. */
const times: Scale = {
  of: (value) => Math.log(Math.max(value, FINEST_MS)),
  said: Math.expm1,
  unsaid: Math.log1p,
  least: 0.05,
  most: 1,
};

/** Shares of requests differ by points: 0.02 is 2 points. */
const shares: Scale = {
  of: (value) => value,
  said: (difference) => difference,
  unsaid: (difference) => difference,
  least: 0.001,
  most: 0.1,
};

export function scaleOf(figure: Figure): Scale {
  return figure === "errorRate" ? shares : times;
}
