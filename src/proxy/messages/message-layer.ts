import type { Clock } from "../../values/clock/clock.ts";
import type { AppliedMessageToxic } from "../applied-toxic.ts";
import type { ActedOn } from "../message-toxics/message-toxic.ts";
import type { Sink } from "../segment.ts";

/** Takes part in the messages of a connection, between its caller and everything else that the proxy does to it. */
export interface MessageLayer {
  /** The toxics that act here are those on these. */
  readonly on: ActedOn;
  /** Takes what comes from the caller, before the first toxic on bytes. */
  readonly fromCaller: Sink;
  /** Takes what comes from the callee, behind the last toxic on bytes. */
  readonly fromCallee: Sink;
  /** The connection's toxics are these from the next message on; what one that is gone holds goes on at once. */
  refresh(toxics: readonly AppliedMessageToxic[]): void;
  /** A toxic's attributes have changed. */
  changed(toxic: AppliedMessageToxic): void;
  /** The caller has read what was written to it. */
  callerDrained(): void;
  /** The connection is gone. */
  stop(): void;
}

/** Functions that a layer needs of the connection it is on. */
export interface MessageLink {
  readonly clock: Clock;
  readonly seed: number;
  /** Number behind which those of stand-ins begin: unlike those of whoever else on the way makes some. */
  readonly standInsFrom: number;
  /** The next stop of bytes on the way to the callee. */
  readonly toCallee: Sink;
  /** The next stop of bytes on the way to the caller. */
  readonly toCaller: Sink;
  /** Tells whether more is written to the caller than it reads. */
  isCallerFull(): boolean;
  holdRequests(by: object, full: boolean): void;
  holdAnswers(by: object, full: boolean): void;
  /** Ends the whole connection, as nothing more can be made of what comes. */
  broken(reason: string): void;
  /** Is told that no toxic has anything more to do here: what passes may go straight on from now. */
  idle(): void;
}
