import type { Random } from "../values/random/random.ts";
import type { Connect } from "./commands/command-connection.ts";
import { CommandStream } from "./commands/command-stream.ts";
import { GeneratorStream } from "./generators/generator-stream.ts";
import type { ResolvedLoad } from "./load.ts";
import { LoadStream, type StreamContext } from "./load-stream.ts";
import { type SessionContext, SessionStream } from "./sessions/session-stream.ts";
import type { Stream } from "./stream.ts";
import { drawSeeds, type StreamSeeds } from "./stream-seeds.ts";
import { VisitStream } from "./visits/visit-stream.ts";

/** Makes a load of one kind ready to be sent from `startMs` on; undefined for a load of another kind. */
type StreamKind = (load: ResolvedLoad, context: KindContext, startMs: number, seeds: StreamSeeds) => Stream | undefined;

interface KindContext extends StreamContext, SessionContext {
  /** Of the loads of commands, by their names. */
  readonly connects: ReadonlyMap<string, Connect>;
}

/** The kinds of loads, but for plain requests. */
const kinds: readonly StreamKind[] = [
  (load, ...rest) => load.sessions && new SessionStream(load, load.sessions, ...rest),
  (load, context, ...rest) => {
    const connect = context.connects.get(load.name);
    return load.command && connect && new CommandStream(load, load.command, connect, context, ...rest);
  },
  (load, context) => load.generator && new GeneratorStream(load, load.generator.file, context),
  (load, ...rest) => load.steps && new VisitStream(load, load.steps, ...rest),
];

/** Makes the next load ready to be sent from `startMs` on. Draws as much from `random` whatever its kind. */
export function makeStream(load: ResolvedLoad, context: KindContext, startMs: number, random: Random): Stream {
  const seeds = drawSeeds(random);
  for (const kind of kinds) {
    const stream = kind(load, context, startMs, seeds);
    if (stream !== undefined) return stream;
  }
  return new LoadStream(load, context, startMs, seeds);
}
