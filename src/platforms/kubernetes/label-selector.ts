import { SelectorError } from "./kubernetes-errors.ts";

type Labels = Readonly<Record<string, string>>;

/** A test of whether labels are what a selector asks for. */
export type LabelSelector = (labels: Labels) => boolean;

const KEY = "[A-Za-z0-9](?:[-\\w./]*[A-Za-z0-9])?";
const VALUE = "[-\\w.]*";
const isSet = new RegExp(`^(!?)\\s*(${KEY})$`);
const isEqual = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const isOneOf = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);

/**
 * Reads a label selector as kubectl takes it: `app=pricing,tier!=cache,zone in (a, b),!legacy`.
 * @throws SelectorError
 */
export function parseLabelSelector(text: string): LabelSelector {
  // Commas inside of parentheses belong to a list of values.
  const parts = text.split(/,(?![^()]*\))/).map((part) => part.trim());
  const requirements = parts.map((part) => {
    const requirement = parseRequirement(part);
    if (requirement !== undefined) return requirement;
    throw new SelectorError({
      message: `"${text}" is no label selector: "${part}" isn't understood`,
      hint: "Write it as for `kubectl get pods --selector`: app=pricing,tier!=cache.",
    });
  });
  return (labels) => requirements.every((holds) => holds(labels));
}

function parseRequirement(part: string): LabelSelector | undefined {
  const [, not, present] = isSet.exec(part) ?? [];
  if (present !== undefined) return (labels) => (labels[present] === undefined) === (not === "!");
  const [, key = "", operator, value] = isEqual.exec(part) ?? [];
  if (operator !== undefined) return (labels) => (labels[key] === value) === (operator !== "!=");
  const [, name = "", isIn, list = ""] = isOneOf.exec(part) ?? [];
  if (isIn === undefined) return undefined;
  const values = list.split(",").map((each) => each.trim());
  return (labels) => values.includes(labels[name] as string) === (isIn === "in");
}

/** Tells whether labels have all that are asked for. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
