/** The library: what `import … from "brownout"` gives. All of its types are in this folder. */

export { assertPass } from "./assert-pass.ts";
export type * from "./experiment-input.ts";
export { matchers, type PassMatcher } from "./matchers.ts";
export {
  type EmbeddedProxy,
  type InjectedFault,
  openProxy,
  type ProxyCounts,
  type ProxyOptions,
} from "./open-proxy.ts";
export type { ProxyFaults } from "./proxy-faults.ts";
export { type RunOptions, run } from "./run.ts";
export type * from "./run-result.ts";
