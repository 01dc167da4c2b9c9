import { UsageError } from "../../values/errors.ts";
import { withoutMarkup } from "../without-markup.ts";

/** Fields that a template may have in its texts, as `{{verdict}}`. */
const NAMES = ["moment", "experiment", "title", "owner", "platform", "run", "verdict", "exitCode", "summary"] as const;

/** The texts that fields stand for in a message; empty where nothing is known yet. */
export type WebhookFields = Readonly<Record<(typeof NAMES)[number], string>>;

const FIELD = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** A document in whose texts fields stand. What is put in stays within its text, whatever it is. */
export interface WebhookTemplate {
  readonly document: unknown;
  /** Takes out of a field's text what means something to who shows it. */
  readonly plain: (text: string) => string;
}

const asItIs = (text: string): string => text;

/** All fields by their names. */
export const plainTemplate: WebhookTemplate = {
  document: Object.fromEntries(NAMES.map((name) => [name, `{{${name}}}`])),
  plain: asItIs,
};

/** A message as Slack's incoming webhooks take it. */
export const slackTemplate: WebhookTemplate = {
  document: { text: "*{{experiment}}* {{moment}}: {{summary}}" },
  plain: withoutMarkup,
};

/**
 * Reads a template.
 * @param path for messages
 * @throws UsageError where it isn't JSON, or has a field that there isn't
 */
export function parseTemplate(text: string, path: string): WebhookTemplate {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UsageError({ message: `${path} is no JSON, as a webhook's template must be`, cause });
  }
  const unknown = [...JSON.stringify(document).matchAll(FIELD)].find(([, name = ""]) => !isField(name));
  if (unknown === undefined) return { document, plain: asItIs };
  throw new UsageError({
    message: `${path} has ${unknown[0]}, which a webhook's template can't have`,
    hint: `There are ${NAMES.map((name) => `{{${name}}}`).join(", ")}.`,
  });
}

/** The document that a template makes of fields. */
export function fillTemplate({ document, plain }: WebhookTemplate, fields: WebhookFields): unknown {
  const fill = (part: unknown): unknown => {
    if (typeof part === "string")
      return part.replace(FIELD, (written, name) => (isField(name) ? plain(fields[name]) : written));
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value)]));
  };
  return fill(document);
}

function isField(name: string): name is keyof WebhookFields {
  return NAMES.some((one) => one === name);
}
