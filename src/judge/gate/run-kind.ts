import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type MachineKind, machineInWords } from "../../values/machine-kind.ts";
import type { RunStarted } from "../history/run-state.ts";
import { askedFor } from "./asked-for.ts";

/** All that must be the same of two runs for a difference between them to say something of the system. */
export interface RunKind {
  /** Its name. */
  readonly experiment: string;
  /** SHA-256, in hex, of what the experiment asks for: its file and variables, but for what asks nothing of the run, such as its title. */
  readonly asked: string;
  /** Names of its loads. */
  readonly loads: readonly string[];
  readonly platform: string;
  /** The place on it: `context staging, namespace shop`; none where there is only one. */
  readonly where?: string;
  /** Of the brownout that measured. */
  readonly version: string;
  /** None in journals that don't say. */
  readonly machine?: MachineKind;
}

/** Tells of what kind a run is. */
export function kindOf({ plan, version, machine }: RunStarted): RunKind {
  return {
    experiment: plan.experiment.name,
    asked: createHash("sha256")
      .update(JSON.stringify(askedFor(plan.experiment)))
      .digest("hex"),
    loads: plan.experiment.loads.map(({ name }) => name),
    platform: plan.platform,
    ...(plan.where !== undefined && { where: plan.where }),
    version,
    ...(machine !== undefined && { machine }),
  };
}

/** Says in what `other` is of another kind than `kind`, a clause each; nothing where they can be compared. */
export function differencesOfKind(kind: RunKind, other: RunKind): string[] {
  if (kind.experiment !== other.experiment) {
    return [`it is of the experiment ${other.experiment}, not of ${kind.experiment}`];
  }
  return [
    ...(kind.asked === other.asked ? [] : ["its file or variables ask for something else"]),
    ...differs("platform", kind.platform, other.platform),
    ...differs("place", kind.where, other.where),
    ...differs("version of brownout", kind.version, other.version),
    ...(isDeepStrictEqual(kind.machine, other.machine)
      ? []
      : [`its machine is ${nameOf(other.machine)}, not ${nameOf(kind.machine)}`]),
  ];
}

function differs(what: string, one: string | undefined, other: string | undefined): string[] {
  return one === other ? [] : [`its ${what} is ${other ?? "not known"}, not ${one ?? "unknown"}`];
}

function nameOf(machine: MachineKind | undefined): string {
  return machine === undefined ? "one that its journal doesn't name" : machineInWords(machine);
}
