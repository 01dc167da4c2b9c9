/** The library: what `import … from "brownout"` gives. All of its types are in this folder. */
export type { ExperimentInput, FaultInput, LoadInput } from "./experiment-input.ts";
export {
  type EmbeddedProxy,
  type InjectedFault,
  openProxy,
  type ProxyCounts,
  type ProxyOptions,
} from "./open-proxy.ts";
export type { ProxyFaults } from "./proxy-faults.ts";
