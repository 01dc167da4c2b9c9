import { z } from "zod";
import type { Path } from "../../yaml/problem.ts";
import { textSchema } from "../value-schemas.ts";

/** A text that is sent, and the keys that lead to it from the load's. */
export interface WrittenText {
  readonly text: string;
  readonly at: Path;
}

/** A command as it is written. */
export interface WrittenCommand {
  readonly service?: string | undefined;
  /** In the file it is under the `addressKey`. */
  readonly address?: string | undefined;
  readonly connections: number;
  readonly sends: readonly WrittenText[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** The way in which one kind of command is written. */
export interface CommandForm {
  /** Its key in a load. */
  readonly key: string;
  /** Its keys that are sent, and shown nowhere with the values of secrets. */
  readonly sentKeys: readonly string[];
  /** The key that holds its address. */
  readonly addressKey: "address" | "url";
  /** The setting that names a file, from the experiment's folder. */
  readonly fileSetting?: string;
  /** True of what also goes to an https URL, with TLS. All others are sent in plain text. */
  readonly takesHttps?: true;
  /** True of what has a place for a `traceparent`. */
  readonly takesTraceparent?: true;
  readonly schema: z.ZodType<WrittenCommand>;
}

export const connectionsSchema = z.int().min(1).max(10_000).default(10).meta({
  description: "At most so many connections; an arrival that finds none free waits for one, which its latency has",
});

/** The keys that say where a command goes. */
export const targetShape = {
  service: textSchema.min(1).optional().meta({ description: "A service of the graph, whose replicas take turns" }),
  address: textSchema
    .min(1)
    .optional()
    .meta({ description: "In place of the service", examples: ["127.0.0.1:6379"] }),
  connections: connectionsSchema,
};

/** Tells whether there is just one of service and address. */
export function hasOneTarget({ service, address }: { service?: string | undefined; address?: string | undefined }) {
  return (service === undefined) !== (address === undefined);
}

export const ONE_TARGET = "it needs one of service and address";
