import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { allowedNamespace } from "./allowed-namespace.ts";
import { chaosMesh } from "./chaos-mesh.ts";
import { type Check, type Finding, unknown } from "./check.ts";
import { clusterRights } from "./cluster-rights.ts";
import { compose } from "./compose.ts";
import { engine } from "./engine.ts";
import { helperImage } from "./helper-image.ts";
import { kubernetes } from "./kubernetes.ts";
import type { Machine } from "./machine.ts";
import { namespaces } from "./namespaces.ts";
import { netem } from "./netem.ts";
import { networkTools } from "./network-tools.ts";
import { node } from "./node.ts";
import { ports } from "./ports.ts";
import { privileges } from "./privileges.ts";
import { systemd } from "./systemd.ts";

/** Every check, in the order in which it is shown. */
export const checks: readonly Check[] = [
  node,
  engine,
  compose,
  ports,
  privileges,
  networkTools,
  helperImage,
  netem,
  namespaces,
  systemd,
  kubernetes,
  clusterRights,
  allowedNamespace,
  chaosMesh,
];

/** Programs answer in a moment, unless what they ask is gone. */
const CHECK_DEADLINE_MS = 5000;

/** The outcome of one check, with its name. */
export interface Diagnosis extends Finding, Pick<Check, "name" | "enables"> {}

/** Looks at everything side by side. Never rejects: a check that fails, or takes too long, found nothing out. */
export function examine(machine: Machine, clock: Clock, all: readonly Check[] = checks): Promise<Diagnosis[]> {
  return Promise.all(
    all.map(async (check) => ({ name: check.name, enables: check.enables, ...(await look(check, machine, clock)) })),
  );
}

async function look(check: Check, machine: Machine, clock: Clock): Promise<Finding> {
  try {
    return await withDeadline(clock, CHECK_DEADLINE_MS, (signal) => check.look(machine, signal));
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}
