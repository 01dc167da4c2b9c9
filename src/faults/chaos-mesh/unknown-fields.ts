/** A schema of OpenAPI v3, as much of it as is read. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** The paths of a value's fields that its schema doesn't have: `spec.partitionBehavior`. The server would drop them. */
export function unknownFields(value: unknown, schema: Schema | undefined, path: string): readonly string[] {
  if (schema === undefined || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => unknownFields(item, schema.items, `${path}[${index}]`));
  }
  const { properties, additionalProperties } = schema;
  if (properties === undefined || schema["x-kubernetes-preserve-unknown-fields"]) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = properties[key];
    if (own === undefined) return additionalProperties === undefined ? [`${path}.${key}`] : [];
    return unknownFields(inner, own, `${path}.${key}`);
  });
}

/** The schema of an object's spec, of the schema of its kind. */
export function specSchema(schema: Readonly<Record<string, unknown>> | undefined): Schema | undefined {
  return (schema as Schema | undefined)?.properties?.spec;
}
