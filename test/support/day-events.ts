import type { DayAgreement, DayEventOf, DayExperiment, Person } from "../../src/judge/gameday/day-event.ts";

export const ada: Person = { name: "Ada", role: "leader" };
export const grace: Person = { name: "Grace", role: "scribe" };
export const linus: Person = { name: "Linus", role: "observer" };

export function dayExperiment(name: string): DayExperiment {
  return {
    name,
    title: `Title of ${name}`,
    run: `${name}.yaml`,
    hypothesis: `Nobody notices ${name}.`,
    lengthMs: 4000,
  };
}

/** An agreement on a day in staging with experiments of some names. */
export function agreement(...experiments: readonly string[]): DayAgreement {
  return {
    name: "checkout-day",
    title: "Checkout",
    path: "gameday.yaml",
    digest: "0".repeat(64),
    when: { atMs: Date.UTC(2026, 11, 1, 10), zone: "Europe/London", local: "2026-12-01T10:00", offset: "+00:00" },
    participants: [ada, grace, linus],
    environment: "staging",
    experiments: experiments.map(dayExperiment),
    wayBack: ["kubectl rollout undo deployment/checkout"],
  };
}

export function dayBegan(...experiments: readonly string[]): DayEventOf<"day-began"> {
  return { atMs: Date.UTC(2026, 11, 1, 10), type: "day-began", by: "Ada", day: agreement(...experiments) };
}
