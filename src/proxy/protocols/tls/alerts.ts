/** Names of alerts (RFC 8446, 6, and RFC 5246, 7.2) that end a handshake. */
const ALERTS = {
  close_notify: 0,
  unexpected_message: 10,
  handshake_failure: 40,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  user_canceled: 90,
  unrecognized_name: 112,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;

const FATAL = 2;

/** `tls alert unknown_ca`: the reason of a call that failed by an alert in the clear; undefined for a mere warning. */
export function alertReason([level, description]: readonly number[]): string | undefined {
  if (level !== FATAL && description !== ALERTS.close_notify) return undefined;
  const [name] = Object.entries(ALERTS).find(([, code]) => code === description) ?? [];
  return `tls alert ${name ?? description}`;
}

/** The record of a fatal alert in the clear, as a server sends it that answers a ClientHello with it. */
export function alertRecord(alert: keyof typeof ALERTS): Buffer {
  return Buffer.from([21, 3, 3, 0, 2, FATAL, ALERTS[alert]]);
}
