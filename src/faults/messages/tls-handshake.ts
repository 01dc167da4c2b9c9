import { z } from "zod";
import { handshakeModes, tlsHandshake as tlsHandshakeToxic } from "../../proxy/tls/handshake-toxic.ts";
import { removesToxic, shareOfConnections, toxicKeys } from "../toxiproxy/toxic-kind.ts";
import type { MessageKind } from "./message-kind.ts";

interface TlsHandshakeParams {
  readonly failure: (typeof handshakeModes)[number];
  readonly toxicity: number;
}

const does: Readonly<Record<TlsHandshakeParams["failure"], string>> = {
  refuse: "refuses TLS handshakes by an alert, handshake_failure",
  hang: "answers nothing to a TLS hello",
  expired: "shows callers a certificate that expired a day ago",
  "wrong-name": "shows callers a certificate of another name",
};

export const tlsHandshake: MessageKind<TlsHandshakeParams> = {
  type: "tls-handshake",
  targets: "edge",
  countsTogether: true,
  showsOwnCertificate: ({ failure }) => failure === "expired" || failure === "wrong-name",
  summary: "Spoils the TLS handshakes of new connections; those that are open stay as they are.",
  params: z.strictObject({
    failure: z.enum(handshakeModes).meta({
      description:
        "refuse: an alert, handshake_failure; hang: no answer; expired, wrong-name: a certificate that is just that, on an edge with tls: { terminate: true }",
      examples: ["refuse"],
    }),
    toxicity: toxicKeys.toxicity,
  }),
  explain: (params) => ({
    does: `${does[params.failure]}${shareOfConnections(params)}`,
    undo: removesToxic,
    proof: "the proxy counts the handshakes that its toxic acted on",
  }),
  toxicTypes: [tlsHandshakeToxic],
  toxics: ({ failure, toxicity }) => [
    { type: tlsHandshakeToxic.type, stream: "downstream", toxicity, attributes: { mode: failure } },
  ],
  acted: (times) => `acted on ${times} TLS handshakes`,
  missed: (edge) =>
    `no TLS handshake on ${edge} was one that it acts on: was a new connection made, in TLS from its first byte on?`,
};
