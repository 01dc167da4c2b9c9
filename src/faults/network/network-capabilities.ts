import type { Capability } from "../../judge/plan/plan.ts";
import { networkKinds } from "../kinds.ts";
import { type Ability, abilityWords } from "./abilities.ts";
import type { NetworkKind, Technique } from "./network-kind.ts";

/**
 * Finds what can be made of the faults on packets, by type, and by which means.
 * @param entered how the namespaces are entered, for the plan: `through nsenter`
 */
export function networkCapabilities(
  abilities: ReadonlySet<Ability>,
  entered: string,
): Readonly<Record<string, Capability>> {
  return Object.fromEntries(networkKinds.map((kind) => [kind.type, capabilityOf(kind, abilities, entered)]));
}

/** The technique that a plan named: its means begin with the technique's. */
export function plannedTechnique(kind: NetworkKind, means: string): Technique {
  const technique = kind.techniques.find((one) => means.startsWith(one.means));
  if (technique === undefined) throw new TypeError(`${kind.type} can't be made by "${means}"`);
  return technique;
}

function capabilityOf(kind: NetworkKind, abilities: ReadonlySet<Ability>, entered: string): Capability {
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
function firstTechnique(
  techniques: readonly Technique[],
  abilities: ReadonlySet<Ability>,
  entered: string,
): Capability {
  const found = techniques.find(({ needs }) => needs.every((need) => abilities.has(need)));
  if (found !== undefined) {
    const takesQueue = found.needs.some((need) => need === "netem" || need === "tbf");
    return {
      can: true,
      means: `${found.means}, ${entered}`,
      ...(takesQueue ? { takes: "queue of packets that leave" } : {}),
    };
  }
  const lacking = techniques.at(-1)?.needs.find((need) => !abilities.has(need)) ?? "egress";
  return { can: false, ...abilityWords[lacking] };
}
