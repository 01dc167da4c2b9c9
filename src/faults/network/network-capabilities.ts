import type { Capability } from "../../judge/plan/plan.ts";
import { networkKinds } from "../kinds.ts";
import { type Ability, abilityWords } from "./abilities.ts";
import type { NetworkKind, Technique } from "./network-kind.ts";

/** The way into the namespaces of a system. */
export interface WayIn {
  /** For the plan: `in a network namespace for each replica`. */
  readonly words: string;
  /** The kind of the namespaces' names, where they could have another one here. */
  readonly through?: string;
}

/** Finds what can be made of the faults on packets, by type, and by which means. */
export function networkCapabilities(
  abilities: ReadonlySet<Ability>,
  entered: WayIn,
): Readonly<Record<string, Capability>> {
  return Object.fromEntries(networkKinds.map((kind) => [kind.type, capabilityOf(kind, abilities, entered)]));
}

/** The technique that a plan named. */
export function plannedTechnique(kind: NetworkKind, id: string | undefined): Technique {
  const technique = kind.techniques.find((one) => one.id === id);
  if (technique === undefined) throw new TypeError(`${kind.type} has no technique "${id}"`);
  return technique;
}

function capabilityOf(kind: NetworkKind, abilities: ReadonlySet<Ability>, entered: WayIn): Capability {
  const usual = firstTechnique(
    kind.techniques.filter(({ forKey }) => forKey === undefined),
    abilities,
    entered,
  );
  if (!usual.can) return usual;
  const special = kind.techniques.flatMap((technique) =>
    technique.forKey === undefined
      ? []
      : [[technique.forKey, firstTechnique([technique], abilities, entered)] as const],
  );
  return special.length === 0 ? usual : { ...usual, whenSet: Object.fromEntries(special) };
}

/** The first technique whose needs are met; else what the last one lacks, as that is the easiest to bring. */
function firstTechnique(techniques: readonly Technique[], abilities: ReadonlySet<Ability>, entered: WayIn): Capability {
  const found = techniques.find(({ needs }) => needs.every((need) => abilities.has(need)));
  if (found !== undefined) {
    const takesQueue = found.needs.some((need) => need === "netem" || need === "tbf");
    return {
      can: true,
      means: `${found.means}, ${entered.words}`,
      technique: found.id,
      ...(entered.through !== undefined && { through: entered.through }),
      ...(takesQueue ? { takes: "queue of packets that leave" } : {}),
    };
  }
  const lacking = techniques.at(-1)?.needs.find((need) => !abilities.has(need)) ?? "egress";
  return { can: false, ...abilityWords[lacking] };
}
