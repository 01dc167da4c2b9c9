import type { EdgeProtocol } from "../../values/edge-protocol.ts";
import { http1 } from "./http1.ts";
import { http2 } from "./http2.ts";
import { mysql } from "./mysql/mysql.ts";
import { postgres } from "./postgres/postgres.ts";
import type { Protocol } from "./protocol.ts";
import { redis } from "./redis/redis.ts";
import { tls } from "./tls/tls.ts";

/** Protocols that are looked for in a connection's first bytes. */
export const protocols: readonly Protocol[] = [http1, http2, redis, postgres, mysql, tls];

/** Those that can be said of a proxy; false for bytes in which nothing is looked for. */
export const saidProtocols: Readonly<Record<EdgeProtocol, Protocol | false>> = {
  http1,
  http2,
  grpc: http2,
  redis,
  postgres,
  mysql,
  tcp: false,
};
