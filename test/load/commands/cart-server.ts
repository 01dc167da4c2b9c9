import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CART = `
syntax = "proto3";
package shop;
import "money.proto";
message Item { string id = 1; int32 count = 2; map<string, money.Price> prices = 3; }
service Cart { rpc Get (Item) returns (Item); rpc Watch (Item) returns (stream Item); }
`;

const MONEY = `
syntax = "proto3";
package money;
message Price { int32 cents = 1; }
`;

export interface Item {
  readonly id: string;
  readonly count: number;
  readonly prices: Readonly<Record<string, { readonly cents: number }>>;
}
export type Call = ServerUnaryCall<Item, Item>;
export type Answer = (error: { code: number } | null, item?: object) => void;

/**
 * A server whose method does with each message what `get` says, and where its proto file is.
 * @param addMore adds what else it is to serve
 */
export async function startCart(
  context: TestContext,
  get: (item: Item, answer: Answer, call: Call) => void,
  addMore?: (server: Server, definitions: PackageDefinition) => void,
) {
  const folder = await temporaryFolder(context);
  const proto = join(folder, "cart.proto");
  writeFileSync(proto, CART);
  writeFileSync(join(folder, "money.proto"), MONEY);
  const definitions = loadSync(proto, { includeDirs: [folder] });
  const { shop } = loadPackageDefinition(definitions) as unknown as { shop: { Cart: ServiceClientConstructor } };
  const server = new Server();
  server.addService(shop.Cart.service, {
    Get: (call: Call, answer: Answer) => get(call.request, answer, call),
  });
  addMore?.(server, definitions);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  context.after(() => server.forceShutdown());
  return { proto, address: `127.0.0.1:${port}` };
}
