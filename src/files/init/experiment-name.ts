/** The name of an experiment by its fault: `slow-pricing`, `kill-web`. */
export function experimentName(type: string, on: string): string {
  const target = on.split(" -> ").at(-1) ?? on;
  const words = `${type === "latency" ? "slow" : type} ${target}`.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}
