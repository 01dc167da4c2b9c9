import { type ClusterCount, isClusterSignal } from "../../files/experiment/experiment.ts";
import { readPrometheus } from "./prometheus.ts";
import { type ReadSample, SignalSpecError } from "./read-sample.ts";

/** Counts the pods of a system's services. */
export interface PodCounter {
  count(what: ClusterCount, service: string): Promise<number>;
}

/** Reads signals from where they say; without a counter none can be what a cluster counts. */
export function signalReader(pods?: PodCounter): ReadSample {
  return async (signal, abort) => {
    if (!isClusterSignal(signal)) return readPrometheus(signal, abort);
    if (pods !== undefined) return pods.count(signal.count, signal.service);
    throw new SignalSpecError({ message: `signal ${signal.name}: only a cluster counts pods` });
  };
}
