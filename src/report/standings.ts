/** Words for a criterion by whether it is as it should be: an abort that does not hold is good. */
export const STANDINGS = {
  "steady-state": { good: "held", bad: "broken" },
  abort: { good: "not hit", bad: "hit" },
  expect: { good: "met", bad: "missed" },
} as const;
