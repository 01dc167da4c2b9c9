import type { Behaviour } from "./behaviour.ts";

/** The brokers that a service publishes to or consumes from, each once. */
export function brokersOf({ routes, consumes }: Behaviour): readonly string[] {
  const published = Object.values(routes).flatMap(({ publishes }) => publishes ?? []);
  const used = consumes ? [...published, consumes] : published;
  return [...new Set(used.map(({ broker }) => broker))];
}
