import { Engine } from "./engine.ts";
import type { EngineAddress } from "./engine-address.ts";

/** One life of a container: from a start of it to its end. Plain JSON, so that an undo record can hold it. */
export interface ContainerLife {
  readonly engine: EngineAddress;
  /** Id of the container. */
  readonly container: string;
  /** ISO 8601 */
  readonly startedAt: string;
}

/** Tells whether it is over: what its process held in memory is gone then, whoever started the container again. */
export async function isOver({ engine, container, startedAt }: ContainerLife): Promise<boolean> {
  const state = await (await Engine.open(engine)).container(container).read();
  return state === undefined || state.status === "stopped" || state.startedAt !== startedAt;
}
