import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Clock } from "../../values/clock/clock.ts";
import { makeCertificate } from "./certificate.ts";

const HOUR_MS = 3_600_000;
/** Clocks of containers and other machines may be behind. */
const SLACK_MS = HOUR_MS;
/** Longer than any run. */
const LIFE_MS = 7 * 24 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
const SUBJECT = "brownout: authority of one run";

/** A server's certificate and its key, both PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A server's certificate, with two of the same key that are wrong. */
export interface ServerCertificates extends ServerCertificate {
  /** It expired a day ago. */
  readonly expired: string;
  /** It is another host's. */
  readonly wrongName: string;
}

/** Signs certificates for one run. Its key is nowhere but in this process' memory, and gone with it. */
export class Authority {
  /** Its own certificate, PEM, for those who shall trust it. */
  readonly certificate: string;
  readonly #nowMs: number;
  readonly #publicKey: KeyObject;
  readonly #key: KeyObject;

  constructor(clock: Clock) {
    this.#nowMs = clock.wallMs();
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#publicKey = publicKey;
    this.#key = privateKey;
    this.certificate = this.#sign(SUBJECT, publicKey, this.#nowMs + LIFE_MS);
  }

  /** Makes the certificates of a server that is called by these host names and addresses. */
  issue(names: readonly string[]): ServerCertificates {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const sign = (untilMs: number, of: readonly string[]) => this.#sign("brownout", publicKey, untilMs, of);
    return {
      cert: sign(this.#nowMs + LIFE_MS, names),
      expired: sign(this.#nowMs - DAY_MS, names),
      wrongName: sign(this.#nowMs + LIFE_MS, ["wrong-name.invalid"]),
      key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }

  #sign(subject: string, publicKey: KeyObject, untilMs: number, names?: readonly string[]): string {
    return makeCertificate({
      subject,
      issuer: SUBJECT,
      publicKey,
      issuerKey: this.#key,
      issuerPublicKey: this.#publicKey,
      fromMs: Math.min(this.#nowMs - SLACK_MS, untilMs - DAY_MS),
      untilMs,
      ...(names && { names }),
    });
  }
}
