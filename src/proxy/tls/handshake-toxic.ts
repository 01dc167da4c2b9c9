import { z } from "zod";

/**
 * - `refuse`: answers the hello by an alert, handshake_failure.
 * - `hang`: answers nothing.
 * - `expired`, `wrong-name`: shows a certificate that is just that; of a proxy that ends TLS.
 */
export const handshakeModes = ["refuse", "hang", "expired", "wrong-name"] as const;

const attributes = z.strictObject({ mode: z.enum(handshakeModes) });

export type HandshakeAttributes = z.infer<typeof attributes>;

/** A type of toxic that acts on a connection's handshake, before anything passes. */
export interface HandshakeToxicType {
  /** The word in the API: `tls_handshake`. */
  readonly type: string;
  readonly on: "handshakes";
  readonly schema: z.ZodType<HandshakeAttributes>;
}

/** Spoils the TLS handshakes of new connections. Others, and connections that speak no TLS, are left alone. */
export const tlsHandshake: HandshakeToxicType = { type: "tls_handshake", on: "handshakes", schema: attributes };
