import { dirname } from "node:path";
import {
  Client,
  type ClientUnaryCall,
  connectivityState,
  credentials,
  type ServiceDefinition,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { UsageError } from "../../values/errors.ts";
import type { CommandConnection, CommandKind } from "./command-connection.ts";

export const grpc: CommandKind = {
  key: "grpc",
  open: (address, { proto = "", method = "" }) => new GrpcConnection(address, methodOf(proto, method)),
  check: ({ proto = "", method = "" }) => void methodOf(proto, method),
};

type Method = ServiceDefinition[string];

/** By file and name: reading a file for each connection would hold up what is sent meanwhile. */
const methods = new Map<string, Method>();

/** @throws UsageError where the file has no such method that takes one message and answers with one */
function methodOf(proto: string, name: string): Method {
  const known = methods.get(`${proto} ${name}`);
  if (known !== undefined) return known;
  const [service = "", short = ""] = name.split("/");
  const found = definitionsOf(proto)[service];
  const ofService = found === undefined || "format" in found ? {} : found;
  const method = ofService[short];
  if (method === undefined) {
    const others = Object.keys(ofService).map((one) => `${service}/${one}`);
    const allowed = others.length === 0 ? `it has no service ${service}` : `it has ${others.join(", ")}`;
    throw new UsageError({ message: `${proto} has no method ${name}: ${allowed}` });
  }
  if (method.requestStream || method.responseStream) {
    throw new UsageError({ message: `${name} is a stream; a load calls methods with one message and one answer` });
  }
  methods.set(`${proto} ${name}`, method);
  return method;
}

function definitionsOf(proto: string) {
  try {
    return loadSync(proto, { includeDirs: [dirname(proto)], keepCase: true });
  } catch (cause) {
    const message = `${proto} can't be read as a proto file: ${cause instanceof Error ? cause.message : cause}`;
    throw new UsageError({ message, cause });
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
    const isSecure = address.startsWith("https://");
    this.#method = method;
    this.#client = new Client(
      address.replace(/^https:\/\//, ""),
      isSecure ? credentials.createSsl() : credentials.createInsecure(),
      // A connection of its own, which tries nothing again by itself.
      { "grpc.use_local_subchannel_pool": 1, "grpc.enable_retries": 0 },
    );
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#client.getChannel().getConnectivityState(false) === connectivityState.READY;
  }

  send([text = "{}"]: readonly string[]): Promise<string | undefined> {
    const { path, requestSerialize, responseDeserialize } = this.#method;
    const message: object = JSON.parse(text);
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    this.#call = this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, (error) => {
      if (error === null) resolve(undefined);
      else if (error.code === status.UNAVAILABLE) reject(new GrpcError("grpc UNAVAILABLE", error));
      else resolve(`grpc ${status[error.code]}`);
    });
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    // The channel lets it go on otherwise.
    this.#call?.cancel();
    this.#client.close();
  }
}
