import { http1 } from "./http1.ts";
import { postgres } from "./postgres/postgres.ts";
import type { Protocol } from "./protocol.ts";
import { redis } from "./redis/redis.ts";
import { tls } from "./tls/tls.ts";

/** Protocols that are looked for in a connection's first bytes. */
export const protocols: readonly Protocol[] = [http1, redis, postgres, tls];
