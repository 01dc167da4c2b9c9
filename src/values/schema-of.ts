import { z } from "zod";

/** A schema for every key of a type, also for those that may be absent, so that none is forgotten. */
type ShapeOf<Type> = { readonly [Key in keyof Type]-?: z.ZodType<Type[Key]> };

/** The schema of an object type that came from a file. Keys that the type doesn't have are dropped. */
export function schemaOf<Type extends object>(shape: ShapeOf<Type>): z.ZodType<Type> {
  return z.object(shape) as unknown as z.ZodType<Type>;
}
