import { type ClusterCount, isAlert, isClusterSignal, isServiceMetric } from "../../files/experiment/sampled-signal.ts";
import { readAlert, readPrometheus } from "./prometheus.ts";
import { type ReadSample, SignalSpecError } from "./read-sample.ts";
import { type ReplicaUrls, readServiceMetric } from "./service-metrics.ts";

/** Counts the pods of a system's services. */
export interface PodCounter {
  count(what: ClusterCount, service: string): Promise<number>;
}

/** Things of a system that signals are read from; without one, none can be read that needs it. */
export interface SignalSources {
  readonly pods?: PodCounter;
  /** Only where each replica has an address. */
  readonly urlsOf?: ReplicaUrls;
}

/** Reads signals from where they say. */
export function signalReader({ pods, urlsOf }: SignalSources): ReadSample {
  return async (signal, abort) => {
    if (isClusterSignal(signal)) {
      if (pods !== undefined) return pods.count(signal.count, signal.service);
      throw new SignalSpecError({ message: `signal ${signal.name}: only a cluster counts pods` });
    }
    if (isServiceMetric(signal)) {
      if (urlsOf !== undefined) return readServiceMetric(signal, urlsOf, abort);
      throw new SignalSpecError({ message: `signal ${signal.name}: replicas have no addresses of their own here` });
    }
    return isAlert(signal) ? readAlert(signal, abort) : readPrometheus(signal, abort);
  };
}
