import type { AnyDefinition, MethodDefinition, PackageDefinition, ServiceDefinition } from "@grpc/proto-loader";
import { sampleTexts } from "../../../files/experiment/template.ts";
import { messageOf } from "../../../values/errors.ts";

export type Method = MethodDefinition<object, object>;

/**
 * Looks for the method `package.Service/Method`. Says in a sentence what is wrong where no load can call it.
 * @param source whoever tells of the services, for people
 */
export function findMethod(definitions: PackageDefinition, name: string, source: string): Method | string {
  const [wanted = "", short = ""] = name.split("/");
  const service = Object.hasOwn(definitions, wanted) ? definitions[wanted] : undefined;
  if (service === undefined || !isService(service)) {
    const others = Object.entries(definitions).filter(([, one]) => isService(one));
    return noService(
      source,
      wanted,
      others.map(([key]) => key),
    );
  }
  const method = Object.hasOwn(service, short) ? service[short] : undefined;
  if (method === undefined) {
    const others = Object.keys(service).map((one) => `${wanted}/${one}`);
    return `${source} has no method ${name}: it has ${listed(others)}`;
  }
  const isStream = method.requestStream || method.responseStream;
  return isStream ? `${name} is a stream; a load calls methods with one message and one answer` : method;
}

/** Says that a service isn't there, and which are. */
export function noService(source: string, name: string, others: readonly string[]): string {
  return `${source} has no service ${name}: it has ${listed(others)}`;
}

/** Says why a message, with whatever its templates make, is none of the method's; undefined where all are. */
export function misfitOf({ path, requestSerialize }: Method, messages: readonly string[]): string | undefined {
  for (const message of messages.flatMap(sampleTexts)) {
    try {
      requestSerialize(JSON.parse(message));
    } catch (error) {
      return `the message is none that ${path.slice(1)} takes: ${messageOf(error)}`;
    }
  }
  return undefined;
}

function isService(definition: AnyDefinition): definition is ServiceDefinition {
  return typeof definition.format !== "string";
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
