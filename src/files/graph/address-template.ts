/** An address that stands in a program's command or environment: its own, or that of a service that it calls. */
export interface AddressPart {
  /** The service that is called; none for the program's own. */
  readonly callee: string | undefined;
  readonly form: AddressForm;
  /** As it is written: `{{pricing.url}}` */
  readonly written: string;
  readonly offset: number;
}

export type AddressForm = "address" | "url" | "host" | "port";

/** Facts of an address that templates are filled in from. */
export interface KnownAddress {
  readonly host: string;
  readonly port: number;
}

const PLACEHOLDER = /\{\{\s*(.*?)\s*\}\}/gs;
const NAME = /^(?:([a-z][a-z0-9-]*)\.)?(address|url|host|port)$/;

/** Forms that a name may have after the service's. */
export const addressForms: readonly AddressForm[] = ["address", "url", "host", "port"];

/**
 * Finds the templates of a text:
 *
 * - `{{port}}`, `{{host}}`: the port that the program is to listen on, and the address
 * - `{{pricing.address}}`: `127.0.0.1:20001`, the way to a service that it calls
 * - `{{pricing.url}}`: `http://127.0.0.1:20001`
 * - `{{pricing.host}}`, `{{pricing.port}}`
 *
 * @param onUnknown gets a name in braces that is none of these, with its offset
 */
export function addressParts(text: string, onUnknown: (written: string, offset: number) => void): AddressPart[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(({ 0: written, 1: name = "", index }) => {
    const [, callee, form] = NAME.exec(name) ?? [];
    if (form !== undefined) return [{ callee, form: form as AddressForm, written, offset: index }];
    onUnknown(written, index);
    return [];
  });
}

/** Fills addresses in. @param addressOf the program's own address where no callee is named */
export function fillAddresses(text: string, addressOf: (callee: string | undefined) => KnownAddress): string {
  return text.replaceAll(PLACEHOLDER, (written: string, name: string) => {
    const [, callee, form] = NAME.exec(name) ?? [];
    if (form === undefined) return written;
    const { host, port } = addressOf(callee);
    const forms: Readonly<Record<AddressForm, string>> = {
      address: `${host}:${port}`,
      url: `http://${host}:${port}`,
      host,
      port: String(port),
    };
    return forms[form as AddressForm];
  });
}
