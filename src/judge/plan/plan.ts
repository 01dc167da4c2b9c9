import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultExplanation } from "../../files/experiment/fault-kind.ts";
import type { FaultSpec } from "../../files/experiment/fault-spec.ts";
import type { RemedyAction, RemedySpec } from "../../files/experiment/remedy.ts";
import type { Graph } from "../../files/graph/graph.ts";
import type { RunArms } from "../../values/arms.ts";

/** The faults that a platform can make, and those that it can't; reading them changes nothing. */
export interface Capabilities {
  readonly platform: string;
  /** By fault type. A type that is not there can't be made on this platform at all. */
  readonly faults: Readonly<Record<string, Capability>>;
  /** The remedies that can be done, by kind; none where none are. */
  readonly remedies?: readonly RemedyAction["kind"][];
  /** The system as the platform found it. Where it found none, the experiment's own graph counts. */
  readonly graph?: Graph;
  /** The means to make a known edge with a proxy of one that isn't. */
  readonly otherEdges?: string;
  /** The reason a fault of the experiment can't be made as it stands, by its id; checked with what runs there. */
  readonly refused?: Readonly<Record<string, Inability>>;
  /** The reason the target of a fault of the experiment has no replicas at all, by the fault's id. */
  readonly empty?: Readonly<Record<string, string>>;
  /** The reason criteria can't speak of edges here, or of those that it names under `of`; none where they can of all. */
  readonly edgesUnseen?: Inability & { readonly of?: readonly string[] };
  /** The only edges of which an experiment can say facts (`edges`), and the reason; none where it can of all. */
  readonly factsOnly?: Inability & { readonly on: readonly string[] };
  /**
   * The place where services find the certificate of an authority of the run's own, so that they trust those that proxies
   * show; or the reason they can't be told of one.
   */
  readonly authority?: { readonly at: string } | Inability;
  /** True when signals can be what is counted of a service's pods. */
  readonly countsPods?: true;
  /** True when signals can be what services say on their own metrics pages. */
  readonly readsMetrics?: true;
  /** True when the loads can be sent from pods beside the system. */
  readonly sendsLoad?: true;
  /** The reason sessions can't be kept open here; none where they can. */
  readonly noSessions?: string;
  /** Ids of faults that the platform heals by itself, of types of which it doesn't heal all. */
  readonly healing?: readonly string[];
  /** Facts that the author should know of the system, a sentence each. */
  readonly warnings?: readonly string[];
  /** The place where it all happens, for a person to see before it does: `context staging, namespace shop`. */
  readonly where?: string;
  /** The way the load reaches services, and the reason for it, where that was a choice. */
  readonly reach?: string;
  /** The reason this is taken for production; a person must agree to a run then. */
  readonly production?: string;
}

export type Capability = (
  | {
      readonly can: true;
      /** `toxic in the embedded proxy` */
      readonly means: string;
      /** Id of the technique, where the kind has several. */
      readonly technique?: string;
      /** Id of the way by which what makes it gets there, where there are several. */
      readonly through?: string;
      /** A description of the effect, the undo and the proof, where they are other than the kind says. */
      readonly does?: string;
      readonly undo?: string;
      readonly proof?: string;
      /** True when it can be on the way to some of an edge's replicas, and not on that to the others. */
      readonly byReplica?: true;
      /** Names of the only edges that it can be on; all where none are named. */
      readonly onEdges?: readonly string[];
      /** The one thing that it takes up in a service's network, so that two such faults can't be in at once. */
      readonly takes?: string;
      /** Set where the platform heals it by itself, whatever the undo does: `injection`, from when it went in. */
      readonly healsFrom?: "injection";
      /**
       * The program that draws the replicas when the fault goes in, by chance of its own; percents are rounded up
       * there.
       */
      readonly drawnBy?: string;
      /** By key of the fault: what counts instead when a fault sets it. */
      readonly whenSet?: Readonly<Record<string, Capability>>;
    }
  | ({ readonly can: false } & Inability)
) & {
  /** The capability that counts instead on an edge, or on a service, of a type that is made of both by other means. */
  readonly onEdge?: Capability;
  readonly onService?: Capability;
};

export interface Inability {
  readonly why: string;
  /** The means that would make it: a platform, a privilege. */
  readonly instead: string;
}

export interface PlannedFault extends FaultSpec {
  /** In a person's words. */
  readonly means: string;
  /** Id of the technique that makes it, where its kind has several. */
  readonly technique?: string;
  /** Id of the way by which what makes it gets there, where there are several. */
  readonly through?: string;
  readonly explanation: FaultExplanation;
  /**
   * The replicas that it takes, from 1, of its service or of its edge's callee; empty where it is on the whole edge, and
   * where somebody else draws them.
   */
  readonly replicas: readonly number[];
  readonly draw?: Draw;
  /**
   * Set where the platform heals it by itself, so that recovery counts from when it went in; none where the undo does.
   */
  readonly healsFrom?: "injection";
  /** True when no load is known to come to it, so that a run can't pass by it. */
  readonly unreached?: true;
  /** The split of the run's traces, of which it acts on the treated ones alone; none where it acts on all. */
  readonly arms?: RunArms;
  /** Names of the edges whose calls nobody counts while it is in; none where all are counted. */
  readonly uncounted?: readonly string[];
}

/** A number of replicas that somebody else will draw, so that nobody knows which before. */
export interface Draw {
  readonly by: string;
  readonly least: number;
  readonly most: number;
}

export interface PlannedRemedy extends RemedySpec {
  /** In a person's words: `restarts api`. */
  readonly what: string;
  /** The same as a change that a provider of faults makes; none for what is done to a load. */
  readonly change?: PlannedFault;
}

/** A fault that isn't put in, since its target has no replicas and it says that this may be. */
export interface LeftOutFault extends FaultSpec {
  readonly why: string;
}

/** An experiment made concrete for a platform: what will be done, when, and how it is taken back. */
export interface Plan {
  readonly experiment: Experiment;
  readonly platform: string;
  readonly faults: readonly PlannedFault[];
  /** Not in `experiment` any more; none where all are put in. */
  readonly leftOut?: readonly LeftOutFault[];
  /** In order of their times; none where the experiment has none. */
  readonly remedies?: readonly PlannedRemedy[];
  readonly blastRadius: BlastRadius;
  /** Window over which steady state must hold, after the last undo, to count as recovered. */
  readonly recoveryWindowMs: number;
  /** The reason no edge is measured where it runs; none where they are. */
  readonly edgesUnseen?: Inability;
  /** Sum of the phases; bringing the system up and down comes on top. */
  readonly totalMs: number;
  /** Facts that the author should know, though they don't stop the run. */
  readonly warnings: readonly string[];
  /** The place where it all happens: `context staging, namespace shop`. */
  readonly where?: string;
  /** The way the load reaches services, and the reason for it. */
  readonly reach?: string;
  /** The place where services find the certificate of the run's own authority; none where they can't be told of one. */
  readonly authorityAt?: string;
  /** The reason this is taken for production. */
  readonly production?: string;
}

/** All that can see the faults: the targets and everything that calls them, directly or not. */
export interface BlastRadius {
  readonly services: readonly string[];
  readonly edges: readonly string[];
}
