import type { MessageToxicType } from "./message-toxics/message-toxic.ts";
import type { QueryToxicType } from "./query-toxics/query-toxic.ts";
import type { HandshakeToxicType } from "./tls/handshake-toxic.ts";
import type { ToxicType } from "./toxics/toxic.ts";

/** The types of toxic that a server knows. */
export type ToxicTypes = readonly (
  | ToxicType<never>
  | MessageToxicType<never>
  | QueryToxicType<never>
  | HandshakeToxicType
)[];
