import { podKinds } from "../kinds.ts";
import { killPods } from "./kill.ts";
import type { PodFault } from "./pod-kind.ts";
import { restartPods } from "./restart.ts";
import { terminatePods } from "./terminate.ts";

/** Every type of fault that the API of a cluster makes by itself. */
export const podFaults: readonly PodFault[] = [killPods, terminatePods, restartPods, ...podKinds];

/** @throws TypeError for a type that it doesn't make */
export function podFaultOf(type: string): PodFault {
  const found = podFaults.find((one) => one.type === type);
  if (found === undefined) throw new TypeError(`${type} is no fault that the API of a cluster makes`);
  return found;
}
