import { UsageError } from "../../values/errors.ts";

/** Fields that a template may have in its texts, as `{{verdict}}`. */
const NAMES = ["moment", "experiment", "title", "owner", "platform", "run", "verdict", "exitCode", "summary"] as const;

/** The texts that fields stand for in a message; empty where nothing is known yet. */
export type WebhookFields = Readonly<Record<(typeof NAMES)[number], string>>;

const FIELD = /\{\{\s*(\w+)\s*\}\}/g;

/** A document in whose texts fields stand. What is put in stays within its text, whatever it is. */
export type WebhookTemplate = unknown;

/** All fields by their names. */
export const plainTemplate: Readonly<Record<string, string>> = Object.fromEntries(
  NAMES.map((name) => [name, `{{${name}}}`]),
);

/** A message as Slack's incoming webhooks take it. */
export const slackTemplate: WebhookTemplate = { text: "*{{experiment}}* {{moment}}: {{summary}}" };

/**
 * Reads a template.
 * @param path for messages
 * @throws UsageError where it isn't JSON, or has a field that there isn't
 */
export function parseTemplate(text: string, path: string): WebhookTemplate {
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch (cause) {
    throw new UsageError({ message: `${path} is no JSON, as a webhook's template must be`, cause });
  }
  const unknown = [...JSON.stringify(template).matchAll(FIELD)].find(([, name = ""]) => !isField(name));
  if (unknown === undefined) return template;
  throw new UsageError({
    message: `${path} has ${unknown[0]}, which a webhook's template can't have`,
    hint: `There are ${NAMES.map((name) => `{{${name}}}`).join(", ")}.`,
  });
}

/** The document that a template makes of fields. */
export function fillTemplate(template: WebhookTemplate, fields: WebhookFields): unknown {
  if (typeof template === "string") {
    return template.replace(FIELD, (written, name) => (isField(name) ? fields[name] : written));
  }
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, fields));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillTemplate(value, fields)]));
}

function isField(name: string): name is keyof WebhookFields {
  return Object.hasOwn(plainTemplate, name);
}
