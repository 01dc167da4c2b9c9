/** A name as experiments can have it: lower-case words with dashes, of any other name. */
export function slugName(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-");
}

/** The name of an experiment by its fault: `slow-pricing`, `kill-web`. */
export function experimentName(type: string, on: string): string {
  const target = on.split(" -> ").at(-1) ?? on;
  return slugName(`${type === "latency" ? "slow" : type} ${target}`);
}
