import type { CommandForm } from "./command-form.ts";
import { grpc } from "./grpc.ts";
import { postgres } from "./postgres.ts";
import { redis } from "./redis.ts";
import { tcp } from "./tcp.ts";

/** Every kind of command that a load may send, as it is written; src/load/commands/list.ts has how it is sent. */
export const commandForms: readonly CommandForm[] = [grpc, postgres, redis, tcp];

/** Tells whether a kind of command also goes to an https URL, with TLS. */
export function takesHttps(kind: string): boolean {
  return commandForms.some((form) => form.key === kind && form.takesHttps === true);
}
