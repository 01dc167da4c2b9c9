import { UsageError } from "../../values/errors.ts";

const HINT =
  "Write it as name=value,name=value, with a comma, a percent sign or a space in a value as %2C, %25 or %20.";

/**
 * Reads headers as OTEL_EXPORTER_OTLP_HEADERS has them
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables).
 * @throws UsageError where it can't be read, without what is in it
 */
export function parseOtlpHeaders(text: string): Readonly<Record<string, string>> {
  const entries = text.split(",").filter((entry) => entry.trim() !== "");
  return Object.fromEntries(entries.map((entry, index) => parseHeader(entry, index + 1)));
}

function parseHeader(entry: string, number: number): readonly [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
  try {
    // They are sent by fetch, which refuses those that are none.
    const [header] = new Headers([[name.trim(), decodeURIComponent(value.trim())]]);
    if (header !== undefined) return header;
  } catch {
    // What it says quotes the value.
  }
  throw new UsageError({ message: `header ${number} in OTEL_EXPORTER_OTLP_HEADERS can't be read`, hint: HINT });
}
