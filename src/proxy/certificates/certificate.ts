import { createHash, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { bits, explicit, implicit, integer, octets, oid, sequence, set, text, time, yes } from "./der.ts";

/** The contents of a certificate (RFC 5280) of an EC key, signed by another or itself. */
export interface CertificateParts {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly issuerKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Hosts and addresses that a server proves with it; none of an authority's. */
  readonly names?: readonly string[];
}

const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const SERIAL_BYTES = 16;
const COMMON_NAME = oid("2.5.4.3");
const VERSION_3 = explicit(0, integer(Buffer.from([2])));
const SERVER_AUTHENTICATION = oid("1.3.6.1.5.5.7.3.1");
/** keyCertSign; digitalSignature. */
const SIGNS_CERTIFICATES = bits(Buffer.from([0x04]), 2);
const SIGNS_HANDSHAKES = bits(Buffer.from([0x80]), 7);

/** Signs a certificate; returns it as PEM. */
export function makeCertificate(parts: CertificateParts): string {
  const toSign = sequence(
    VERSION_3,
    integer(Buffer.from([1, ...randomBytes(SERIAL_BYTES - 1)])),
    ECDSA_WITH_SHA256,
    name(parts.issuer),
    sequence(time(parts.fromMs), time(parts.untilMs)),
    name(parts.subject),
    spki(parts.publicKey),
    explicit(3, sequence(...extensions(parts))),
  );
  const signed = sequence(toSign, ECDSA_WITH_SHA256, bits(sign("sha256", toSign, parts.issuerKey)));
  const lines = signed.toString("base64").replaceAll(/.{1,64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}

function extensions({ publicKey, issuerPublicKey, names }: CertificateParts): Buffer[] {
  const ofAll = [
    extension("2.5.29.14", false, octets(keyId(publicKey))),
    extension("2.5.29.35", false, sequence(implicit(0, keyId(issuerPublicKey)))),
  ];
  if (names === undefined) {
    return [...ofAll, extension("2.5.29.19", true, sequence(yes)), extension("2.5.29.15", true, SIGNS_CERTIFICATES)];
  }
  return [
    ...ofAll,
    extension("2.5.29.19", true, sequence()),
    extension("2.5.29.15", true, SIGNS_HANDSHAKES),
    extension("2.5.29.37", false, sequence(SERVER_AUTHENTICATION)),
    extension("2.5.29.17", false, sequence(...names.map(alternativeName))),
  ];
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(isCritical ? [yes] : []), octets(value));
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(COMMON_NAME, text(commonName))));
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function keyId(key: KeyObject): Buffer {
  return createHash("sha1").update(spki(key)).digest();
}

function alternativeName(host: string): Buffer {
  const version = isIP(host);
  if (version === 0) return implicit(2, Buffer.from(host, "latin1"));
  return implicit(7, version === 4 ? Buffer.from(host.split(".").map(Number)) : bytesOfIPv6(host));
}

function bytesOfIPv6(address: string): Buffer {
  const [before = "", after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groupsOf = (part = "") => part.split(":").filter((group) => group !== "");
  const [head, tail] = [groupsOf(before), groupsOf(after)];
  const zeros = Array<string>(8 - head.length - tail.length).fill("0");
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, "0")).join(""), "hex");
}
