import { z } from "zod";
import { checkAuthorities, checkPair } from "../../values/certificate-pair.ts";

const authorities = z.string().superRefine((pem, context) => {
  const message = checkAuthorities(pem);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/**
 * The way in which a proxy ends its callers' TLS and speaks it anew to the upstream. All certificates and keys are PEM
 * texts, no paths.
 */
export const tlsSettingsSchema = z
  .strictObject({
    /** Shown to callers, with the chain that they need behind it. */
    cert: z.string(),
    key: z.string(),
    /** Of the same key: what the modes of `tls_handshake` show in its place. */
    expired_cert: z.exactOptional(z.string()),
    wrong_name_cert: z.exactOptional(z.string()),
    /** Authorities of which one has to have signed the upstream's certificate; those that Node knows unless given. */
    ca: z.exactOptional(authorities),
    /** Sent to the upstream (SNI), and what its certificate has to be for; the upstream's host unless given. */
    server_name: z.exactOptional(z.string().min(1)),
    /** Shown to the upstream when it asks for one. */
    client_cert: z.exactOptional(z.string()),
    client_key: z.exactOptional(z.string()),
  })
  .superRefine(({ cert, key, client_cert, client_key, ...wrong }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const problem = checkPair(cert, key);
    if (problem !== undefined) refuse(problem.of === "key" ? "key" : "cert", problem.why);
    for (const name of ["expired_cert", "wrong_name_cert"] as const) {
      const pem = wrong[name];
      if (pem !== undefined && checkPair(pem, key) !== undefined) refuse(name, "has to be a certificate of `key`");
    }
    if (client_cert === undefined && client_key === undefined) return;
    if (client_cert === undefined || client_key === undefined) {
      refuse(client_cert === undefined ? "client_cert" : "client_key", "is missing: they go together");
      return;
    }
    const ofClient = checkPair(client_cert, client_key);
    if (ofClient !== undefined) refuse(ofClient.of === "key" ? "client_key" : "client_cert", ofClient.why);
  });

export type TlsSettings = z.infer<typeof tlsSettingsSchema>;

/** All but the keys, which nobody is shown. */
export function withoutKeys({ key: _, client_key: __, ...shown }: TlsSettings): Partial<TlsSettings> {
  return shown;
}
