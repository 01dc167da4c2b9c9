import { type Client, type ServiceError, status } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import protobuf from "protobufjs";
import { z } from "zod";
import { messageOf } from "../../../values/errors.ts";
import { CommandError } from "../command-error.ts";
import { decodeFile, definitionsOf, type FileDescriptor } from "./descriptors.ts";
import { grpcClient } from "./grpc-client.ts";
import { findMethod, type Method, noService } from "./method.ts";

/** Reflection of gRPC (grpc/reflection/v1/reflection.proto), as far as it is used. v1alpha has the same messages. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Question {
    oneof about { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
  }
  message Answer {
    oneof of { Files file_descriptor_response = 4; Services list_services_response = 6; Failure error_response = 7; }
  }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Services { repeated Service service = 1; }
  message Service { string name = 1; }
  message Failure { int32 error_code = 1; string error_message = 2; }
`);
const questionType = root.lookupType("Question");
const answerType = root.lookupType("Answer");

/** The newest first. */
const PROTOCOLS = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

const HINT = "Give the file that has the service (proto: cart.proto), or have the server answer by reflection.";

const answerSchema = z.object({
  fileDescriptorResponse: z.exactOptional(
    z.object({ fileDescriptorProto: z.array(z.instanceof(Uint8Array).transform(decodeFile)) }),
  ),
  listServicesResponse: z.exactOptional(z.object({ service: z.array(z.object({ name: z.string() })) })),
  errorResponse: z.exactOptional(z.object({ errorMessage: z.string() })),
});

type Answer = z.infer<typeof answerSchema>;
type Question =
  | { readonly fileContainingSymbol: string }
  | { readonly fileByFilename: string }
  | { readonly listServices: string };
type Ask = (question: Question) => Promise<Answer>;

/**
 * Asks a server for its method `package.Service/Method`.
 * @param untilMs on the wall clock
 * @throws CommandError where it doesn't tell, or no load can call it
 */
export async function reflectedMethod(address: string, name: string, untilMs: number): Promise<Method> {
  const [service = ""] = name.split("/");
  const files = await reflectedFiles(address, service, untilMs);
  const found = findMethod(read(files, service), name, "its server");
  if (typeof found === "string") throw new CommandError(found, "Write a method that the server has.");
  return found;
}

function read(files: readonly FileDescriptor[], service: string): PackageDefinition {
  try {
    return definitionsOf(files);
  } catch (error) {
    const message = `what its server tells of ${service} can't be read: ${messageOf(error)}`;
    throw new CommandError(message, HINT, { cause: error });
  }
}

/** The file that has the service, and those that it needs. */
async function reflectedFiles(address: string, service: string, untilMs: number): Promise<readonly FileDescriptor[]> {
  const client = grpcClient(address);
  try {
    const { ask, answer } = await firstAnswer(client, service, untilMs);
    const files = answer.fileDescriptorResponse?.fileDescriptorProto;
    if (files === undefined) throw await notTold(ask, service, answer);
    return await withImports(files, ask);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(whyNot(error as ServiceError), HINT, { cause: error });
  } finally {
    client.close();
  }
}

async function firstAnswer(client: Client, service: string, untilMs: number) {
  let failure: ServiceError | undefined;
  for (const protocol of PROTOCOLS) {
    const ask: Ask = (question) => askOnce(client, protocol, question, untilMs);
    try {
      return { ask, answer: await ask({ fileContainingSymbol: service }) };
    } catch (error) {
      // That it has no other protocol either says less than why it couldn't be asked by one.
      if (failure === undefined || failure.code === status.UNIMPLEMENTED) failure = error as ServiceError;
    }
  }
  throw failure;
}

async function notTold(ask: Ask, service: string, { errorResponse }: Answer): Promise<CommandError> {
  const { listServicesResponse } = await ask({ listServices: "*" });
  const names = (listServicesResponse?.service ?? []).map(({ name }) => name);
  const others = names.filter((name) => !PROTOCOLS.includes(name));
  if (!others.includes(service)) {
    return new CommandError(noService("its server", service, others), "Write a service that the server has.");
  }
  return new CommandError(`its server doesn't tell of ${service}: ${errorResponse?.errorMessage ?? "no file"}`, HINT);
}

async function withImports(files: readonly FileDescriptor[], ask: Ask): Promise<readonly FileDescriptor[]> {
  const known = new Map(files.map((file) => [file.name, file]));
  // Those that are added meanwhile come, too.
  for (const { dependency } of known.values()) {
    for (const name of dependency.filter((one) => !known.has(one))) {
      const { fileDescriptorResponse } = await ask({ fileByFilename: name });
      // One that it doesn't tell of may hold nothing but options, which no message needs.
      for (const file of fileDescriptorResponse?.fileDescriptorProto ?? []) {
        if (!known.has(file.name)) known.set(file.name, file);
      }
    }
  }
  return [...known.values()];
}

/** Asks by a stream of its own: some servers end it by what they don't know. */
function askOnce(client: Client, protocol: string, question: Question, untilMs: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const path = `/${protocol}/ServerReflectionInfo`;
  const call = client.makeBidiStreamRequest(path, serialize, deserialize, { deadline: untilMs });
  call.on("data", (answer: Answer) => {
    resolve(answer);
    call.cancel();
  });
  call.on("error", (error: ServiceError) => {
    if (error.code === status.NOT_FOUND) resolve({ errorResponse: { errorMessage: error.details } });
    else reject(error);
  });
  call.on("end", () => reject(new Error("it said nothing")));
  call.end(question);
  return promise;
}

function serialize(question: Question): Buffer {
  return Buffer.from(questionType.encode(questionType.fromObject(question)).finish());
}

function deserialize(bytes: Buffer): Answer {
  return answerSchema.parse(answerType.toObject(answerType.decode(bytes), { defaults: true }));
}

function whyNot(error: ServiceError): string {
  return error.code === status.UNIMPLEMENTED
    ? "its server doesn't tell of its services: it has no reflection"
    : `its server can't be asked for its services: ${error.message}`;
}
