import type { ArmSplit } from "../../values/arms.ts";
import type { Criterion } from "./criterion.ts";
import type { EdgeFacts } from "./edge-facts.ts";
import type { FaultSpec } from "./fault-spec.ts";
import type { LoadSpec, SenderPodsSpec } from "./load-spec.ts";
import type { RemedySpec } from "./remedy.ts";
import type { SampledSignal } from "./sampled-signal.ts";
import type { SystemSpec } from "./system-spec.ts";

/** A validated experiment: every name in it exists, every duration is in milliseconds. */
export interface Experiment {
  /** Lower-case words with dashes. */
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  readonly tags: readonly string[];
  /** Files, folders and patterns of what it is about, from its file's folder; none when the file names none. */
  readonly sources?: readonly string[];
  /** Seeds arrivals, jitter and the choice of replicas; the same seed repeats them. */
  readonly seed: number;
  readonly system: SystemSpec;
  /** Facts that are said of edges; none when the file says none. */
  readonly edges?: readonly EdgeFacts[];
  readonly loads: readonly LoadSpec[];
  /** The split of every load into two arms, of which the faults act on one; none where they act on all. */
  readonly arms?: ArmSplit;
  /** Pods that send the loads; none when they are sent from where brownout runs. */
  readonly loadFrom?: SenderPodsSpec;
  /** Numbers from outside that criteria speak of; none when the file names none. */
  readonly signals?: readonly SampledSignal[];
  readonly phases: PhaseLengths;
  readonly steadyState: readonly Criterion[];
  readonly faults: readonly FaultSpec[];
  /** In order of their times; none when the file names none. */
  readonly remedies?: readonly RemedySpec[];
  readonly abort: readonly Criterion[];
  readonly expect: readonly Criterion[];
  readonly limits: Limits;
}

export interface PhaseLengths {
  /** The longest, where it ends when the loads no longer drift. */
  readonly warmUpMs: number;
  readonly warmUpUntilSteady?: true;
  readonly baselineMs: number;
  readonly faultMs: number;
  readonly recoveryMs: number;
}

/** Guard rails: a plan beyond them is refused. */
export interface Limits {
  readonly maxDurationMs?: number;
  /** Number of services that may be in the blast radius. */
  readonly maxServices?: number;
  /** Number of replicas that faults on services may take, all together. */
  readonly maxReplicas?: number;
  /** The only services, or edges (`a -> b`), that a fault may be on. */
  readonly only?: readonly string[];
}
