import type { PlannedFault } from "../judge/plan/plan.ts";
import type { FaultInjector, PreparedFault } from "./fault.ts";
import { InjectionError } from "./injection-error.ts";

/**
 * Prepares a fault with the injector that makes its kind. A plan is data, and names the kind; here the name is looked up,
 * and nowhere behind it.
 * @throws InjectionError when nothing here makes it, or finds anything to put it into
 */
export async function prepareFault(
  fault: PlannedFault,
  injectors: readonly FaultInjector[],
  within: string | undefined,
): Promise<readonly PreparedFault[]> {
  for (const injector of injectors) {
    const kind = injector.kinds.find(({ type }) => type === fault.type);
    if (kind === undefined) continue;
    const prepared = await injector.prepare({ fault, kind, within });
    if (prepared.length > 0) return prepared;
    throw new InjectionError({ message: `there is nothing here that ${fault.id} could be put into` });
  }
  throw new InjectionError({ message: `nothing here makes the fault ${fault.id} (${fault.type})` });
}
