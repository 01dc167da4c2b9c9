import { dirname } from "node:path";
import {
  type Client,
  type ClientUnaryCall,
  connectivityState,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { messageOf, UsageError } from "../../values/errors.ts";
import type { Traceparent } from "../traceparents.ts";
import type { CommandConnection, CommandKind } from "./command-connection.ts";
import { CommandError } from "./command-error.ts";
import { grpcClient } from "./grpc/grpc-client.ts";
import { findMethod, type Method, misfitOf } from "./grpc/method.ts";
import { reflectedMethod } from "./grpc/reflection.ts";

export const grpc: CommandKind = {
  key: "grpc",

  check({ sends, settings: { proto, method = "" } }) {
    if (proto === undefined) return;
    const misfit = misfitOf(methodOfFile(proto, method), sends);
    if (misfit !== undefined) throw new UsageError({ message: misfit });
  },

  async prepare({ addresses: [address = ""], sends, settings: { proto, method = "" } }, untilMs) {
    if (proto !== undefined) return connectFor(methodOfFile(proto, method));
    const found = await reflectedMethod(address, method, untilMs);
    const misfit = misfitOf(found, sends);
    if (misfit !== undefined) throw new CommandError(misfit, "Write the message as the server has it.");
    return connectFor(found);
  },
};

function connectFor(method: Method) {
  return (address: string) => new GrpcConnection(address, method);
}

/** @throws UsageError where the file has no such method that takes one message and answers with one */
function methodOfFile(proto: string, name: string): Method {
  const found = findMethod(definitionsIn(proto), name, proto);
  if (typeof found === "string") throw new UsageError({ message: found });
  return found;
}

function definitionsIn(proto: string) {
  try {
    return loadSync(proto, { includeDirs: [dirname(proto)], keepCase: true });
  } catch (cause) {
    throw new UsageError({ message: `${proto} can't be read as a proto file: ${messageOf(cause)}`, cause });
  }
}

/** A failure of the way to the server, by its status. */
class GrpcError extends Error {
  readonly code: string;

  constructor(code: string, cause: Error) {
    super(code, { cause });
    this.code = code;
  }
}

class GrpcConnection implements CommandConnection {
  readonly #client: Client;
  readonly #method: Method;
  #call: ClientUnaryCall | undefined;
  #isClosed = false;

  constructor(address: string, method: Method) {
    this.#method = method;
    this.#client = grpcClient(address);
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#client.getChannel().getConnectivityState(false) === connectivityState.READY;
  }

  send([text = "{}"]: readonly string[], traceparent?: Traceparent): Promise<string | undefined> {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    const message: object = JSON.parse(text);
    const metadata = new Metadata();
    if (traceparent !== undefined) metadata.set("traceparent", `${traceparent}`);
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const onEnd = (error: ServiceError | null) => {
      if (error === null) resolve(undefined);
      else if (error.code === status.UNAVAILABLE) reject(new GrpcError("grpc UNAVAILABLE", error));
      else resolve(`grpc ${status[error.code]}`);
    };
    this.#call = this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, metadata, onEnd);
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    // The channel lets it go on otherwise.
    this.#call?.cancel();
    this.#client.close();
  }
}
