/** A game day's file, with other lines in the place of some. */
export function gamedayText(...replaced: readonly (readonly [string, string])[]): string {
  return replaced.reduce((text, [part, by]) => {
    if (!text.includes(part)) throw new Error(`the example has no ${part}`);
    return text.replace(part, by);
  }, EXAMPLE);
}

const EXAMPLE = `name: checkout-game-day
every: 2 weeks on Tuesday 10:00 Europe/London
from: 2026-12-01
lasts: 2h
participants: { leader: Ada, scribe: Grace, observers: [Linus] }
environment: { is: staging, on: local }
experiments:
  - run: pricing-slow.yaml
    hypothesis: Checkout answers from its cached price; p95 stays under 300 ms.
way-back:
  - brownout recover
`;
