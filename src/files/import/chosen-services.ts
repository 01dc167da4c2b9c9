import { fieldsOf, itemsOf } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { ForeignDocument } from "./foreign-document.ts";
import { serviceNameOf, unusedName } from "./names.ts";

/** Seconds of grace that pods have which don't say so: terminationGracePeriodSeconds of Kubernetes. */
export const podsGraceS = 30;

/** Labels by whose value people know a service, best first. */
const NAMING = ["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/component", "name", "component"];

/** The pods that a selector chooses, as an experiment names them. */
export interface ChosenPods {
  /** The service that they are. */
  readonly service: string;
  /** Undefined for the one of the context. */
  readonly namespace: string | undefined;
}

/** The services of an experiment on a cluster, by the labels of their pods, all in one namespace. */
export class ChosenServices {
  readonly #names = new Map<string, string>();
  #namespace: { readonly name: string | undefined } | undefined;

  /** The experiment's `system`. */
  get system() {
    const selectors = Object.fromEntries([...this.#names].map(([selector, name]) => [name, selector]));
    const namespace = this.#namespace?.name;
    return { kubernetes: { ...(namespace === undefined ? {} : { namespace }), selectors } };
  }

  /**
   * The service whose pods a selector of Chaos Mesh chooses. Undefined where brownout has no word for that, which is left then.
   * @param own the object's own namespace, which counts where the selector has none
   */
  choose(document: ForeignDocument, path: Path, own: string | undefined): ChosenPods | undefined {
    const selector = fieldsOf(document.at(path));
    const namespaces = namespacesOf(selector, own);
    const labels = labelsOf(selector);
    if (labels === undefined) {
      document.leave(path, "says no labels or expressions, by which brownout tells a service's pods");
      return undefined;
    }
    if (namespaces.length > 1) {
      const at = selector.namespaces === undefined ? "pods" : "namespaces";
      document.leave([...path, at], "a run is in one namespace; make an experiment for each");
      return undefined;
    }
    const service = this.#join(document, path, namespaces[0]) ? this.#nameOf(labels.selector, labels.name) : undefined;
    return service === undefined ? undefined : { service, namespace: namespaces[0] };
  }

  /** The service whose pods a selector of kubectl's chooses (`app=web,tier!=canary`). Undefined where it is left. */
  chooseBy(document: ForeignDocument, path: Path, selector: string, namespace: string): string | undefined {
    if (!this.#join(document, path, namespace)) return undefined;
    const equal = selector.split(",").flatMap((term) => {
      const [, key = "", value = ""] = /^\s*([\w./-]+)\s*==?\s*([\w.-]+)\s*$/.exec(term) ?? [];
      return key === "" ? [] : [[key, value] as const];
    });
    return this.#nameOf(selector, nameAmong(equal));
  }

  /** Takes a namespace as the run's own; false where that is another one, which is left then. */
  #join(document: ForeignDocument, path: Path, namespace: string | undefined): boolean {
    this.#namespace ??= { name: namespace };
    if (this.#namespace.name === namespace) return true;
    const before = this.#namespace.name ?? "the context's own";
    document.leave(path, `is in another namespace than the faults before it (${before}), and a run is in one`);
    return false;
  }

  #nameOf(selector: string, wanted: string): string {
    const known = this.#names.get(selector);
    if (known !== undefined) return known;
    const names = [...this.#names.values()];
    const name = unusedName(serviceNameOf(wanted), (tried) => names.includes(tried));
    this.#names.set(selector, name);
    return name;
  }
}

/** Those that a selector says, or the object's own; none where it is the context's. */
function namespacesOf(selector: Readonly<Record<string, unknown>>, own: string | undefined): readonly string[] {
  const said =
    itemsOf(selector.namespaces).length > 0 ? itemsOf(selector.namespaces) : Object.keys(fieldsOf(selector.pods));
  const names = said.map(String);
  return names.length > 0 || own === undefined ? names : [own];
}

/** A label selector as kubectl has it, and a text to name the service by. */
function labelsOf({ labelSelectors, expressionSelectors }: Readonly<Record<string, unknown>>) {
  const labels = Object.entries(fieldsOf(labelSelectors)).map(([key, value]) => [key, String(value)] as const);
  const expressions = itemsOf(expressionSelectors).map(fieldsOf);
  const terms = [...labels.map(([key, value]) => `${key}=${value}`), ...expressions.map(expressionText)];
  if (terms.length === 0 || terms.some((term) => !/^!?[\w./-]+(=[\w.-]*| (in|notin) \([\w.,-]*\))?$/.test(term))) {
    return undefined;
  }
  const values = [
    ...labels,
    ...expressions.map(({ key, values }) => [String(key), itemsOf(values).join("-")] as const),
  ];
  return { selector: terms.join(","), name: nameAmong(values) };
}

/** The value of the label by which people would name a service; the first label where it has none. */
function nameAmong(labels: readonly (readonly [key: string, value: string])[]): string {
  const naming = NAMING.flatMap((wanted) => labels.filter(([key]) => key === wanted))[0] ?? labels[0];
  return naming?.[1] || (naming?.[0] ?? "");
}

function expressionText({ key, operator, values }: Readonly<Record<string, unknown>>): string {
  switch (operator) {
    case "Exists":
      return String(key);
    case "DoesNotExist":
      return `!${key}`;
    default:
      return `${key} ${operator === "In" ? "in" : operator === "NotIn" ? "notin" : "?"} (${itemsOf(values).join(",")})`;
  }
}
