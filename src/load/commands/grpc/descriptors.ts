import { fromJSON, type PackageDefinition } from "@grpc/proto-loader";
import protobuf, { type NamespaceBase, type Root } from "protobufjs";
import descriptor, { type IFileDescriptorProto, type IFileDescriptorSet } from "protobufjs/ext/descriptor/index.js";

/** A proto file as a server has it. */
export interface FileDescriptor extends IFileDescriptorProto {
  readonly name: string;
  /** The files that it imports. */
  readonly dependency: readonly string[];
}

/** Throws where it is none. */
export function decodeFile(bytes: Uint8Array): FileDescriptor {
  const file = descriptor.FileDescriptorProto.decode(bytes) as IFileDescriptorProto;
  return Object.assign(file, { name: file.name ?? "", dependency: file.dependency ?? [] });
}

/** The types and services of files that have all that they need of each other. Throws where they haven't. */
export function definitionsOf(files: readonly FileDescriptor[]): PackageDefinition {
  const root = readDescriptors({ file: [...files] });
  restoreMaps(root);
  return fromJSON(root.toJSON());
}

/** Its own types don't have what the extension adds. */
function readDescriptors(set: IFileDescriptorSet): Root {
  const extended = protobuf.Root as typeof Root & { fromDescriptor(set: IFileDescriptorSet): Root };
  return extended.fromDescriptor(set);
}

/** Descriptors have a list of entries for a map, with a type for those, and the library leaves it at that: no JSON would fit. */
function restoreMaps(space: NamespaceBase): void {
  for (const nested of space.nestedArray) if (nested instanceof protobuf.Namespace) restoreMaps(nested);
  if (!(space instanceof protobuf.Type)) return;
  for (const field of space.fieldsArray) {
    const entry = field.resolvedType;
    if (!(entry instanceof protobuf.Type) || entry.getOption("map_entry") !== true) continue;
    const { key, value } = entry.fields;
    if (key === undefined || value === undefined) continue;
    space.remove(field);
    space.remove(entry);
    space.add(new protobuf.MapField(field.name, field.id, key.type, value.type));
  }
}
