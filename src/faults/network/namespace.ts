import type { ChildProcess } from "node:child_process";
import type { z } from "zod";
import type { EngineAddress } from "../../clients/engine/engine-address.ts";
import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { jsonOf } from "../../values/json.ts";
import { FaultError } from "../fault-error.ts";

/** A network namespace that programs can be run in: a container's, or one of the local platform. */
export interface Namespace {
  /** For people: `checkout, replica 1`. */
  readonly label: string;
  /** Runs a program there to its end, and resolves however it ended. Rejects when it could not be run there at all. */
  exec(argv: readonly string[], stdin?: string): Promise<ProgramEnd>;
  /**
   * Starts a program of this machine there that goes on, with pipes to its standard input and outputs and a channel
   * for messages. Not there where programs can only be run in a helper container.
   */
  start?(argv: readonly string[], env: Readonly<Record<string, string>>): ChildProcess;
}

/** The kind of a container's namespace that is entered through a helper container. */
export const THROUGH_HELPER = "container, through a helper";

/**
 * Names a namespace beyond the life of what holds it: a container that is started again has another
 * namespace, and the same name. Goes into undo records.
 */
export interface NamespaceName {
  /** `netns` for one in /run/netns; platforms add theirs. */
  readonly kind: string;
  readonly id: string;
  /** Of a container: the engine that has it. */
  readonly engine?: EngineAddress;
}

/** Resolves with the namespace that has the name now; undefined when there is none, so that nothing can be in it. */
export type FindNamespace = (name: NamespaceName) => Promise<Namespace | undefined>;

/** Joins what finds namespaces of each kind. Rejects for a kind that nothing finds: it can't be known what is in it. */
export function findByKind(finders: Readonly<Record<string, FindNamespace>>): FindNamespace {
  return async (name) => {
    const find = finders[name.kind];
    if (find === undefined) throw new FaultError({ message: `nothing here finds the network of a ${name.kind}` });
    return find(name);
  };
}

/** Runs a program that must succeed and print JSON of this shape. */
export async function runForJson<T>(namespace: Namespace, argv: readonly string[], schema: z.ZodType<T>): Promise<T> {
  const { data, error: cause } = schema.safeParse(jsonOf(await run(namespace, argv)));
  if (data !== undefined) return data;
  const message = `${argv.join(" ")} printed what can't be read, in the network of ${namespace.label}`;
  throw new FaultError({ message, hint: "See whether its version is one of the last years.", cause });
}

/** Runs a program that must succeed, and resolves with what it printed. */
export async function run(namespace: Namespace, argv: readonly string[], stdin?: string): Promise<string> {
  const { stdout, stderr, code } = await namespace.exec(argv, stdin);
  if (code === 0) return stdout;
  throw new FaultError({
    message: `${argv.join(" ")} failed in the network of ${namespace.label} with code ${code}: ${stderr.trim()}`,
  });
}
