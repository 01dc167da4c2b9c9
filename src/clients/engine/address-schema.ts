import { z } from "zod";
import { schemaOf } from "../../values/schema-of.ts";
import type { ContainerLife } from "./container-life.ts";
import type { EngineAddress } from "./engine-address.ts";

/** Schema of an engine's address, as an undo record holds it. */
export const engineAddressSchema = schemaOf<EngineAddress>({
  host: z.string().regex(/^(unix|npipe|tcp|https?|ssh):\/\//),
  certFolder: z.exactOptional(z.string()),
});

/** Of a container, or its name. */
export const containerIdSchema = z.string().regex(/^[a-zA-Z0-9][\w.-]*$/);

export const containerLifeSchema = schemaOf<ContainerLife>({
  engine: engineAddressSchema,
  container: containerIdSchema,
  startedAt: z.string(),
});
