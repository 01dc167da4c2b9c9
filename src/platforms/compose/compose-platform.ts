import { dirname, join } from "node:path";
import type { Engine } from "../../clients/engine/engine.ts";
import { cpu } from "../../faults/container/cpu.ts";
import { containerNetworkKind, packetCapabilities } from "../../faults/container/packet-capabilities.ts";
import { type Ability, abilityWords, type OnTrial } from "../../faults/network/abilities.ts";
import { concernsPackets } from "../../faults/network/concerns-packets.ts";
import { hostAbilities } from "../../faults/network/host-abilities.ts";
import type { Experiment } from "../../files/experiment/experiment.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import type { RunClaim } from "../../records/journal/run-claim.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import { authorityFor } from "../edge-authority.ts";
import type { Platform } from "../platform.ts";
import { composeCapabilities } from "./capabilities.ts";
import { ProjectBusyError, ProjectNotUpError, RedirectError } from "./compose-errors.ts";
import type { ComposeSystem } from "./compose-system.ts";
import { interpositionTrace } from "./interposed/interposition-undo.ts";
import { openSystem } from "./open-system.ts";
import { lockProject } from "./project-lock.ts";
import { projectRecord, projectUndoer } from "./project-undoer.ts";
import { writeProxyOverride } from "./proxy-override.ts";
import { startProject } from "./start-project.ts";
import { composeEnvironment, type Survey, survey } from "./survey.ts";

export interface ComposePlatform extends Platform<ComposeSystem> {
  /** Takes down what was brought up, and lets go of what was up before. */
  readonly undoer: Undoer;
}

/** Brings a Docker Compose project up, or uses one that is. */
export function composePlatform({ clock }: { readonly clock: Clock }): ComposePlatform {
  const holds = new Map<string, RunClaim>();
  const goingDown = new Set<string>();
  const letGo = async (project: string) => {
    await holds.get(project)?.release();
    holds.delete(project);
  };
  return {
    name: "compose",
    undoer: projectUndoer(clock, (project) => goingDown.add(project), letGo),
    async capabilities(experiment, onTrial) {
      const spec = composeOf(experiment);
      const found = await survey(spec);
      if (spec.proxy === "redirect") await checkCanRedirect(found.engine, onTrial);
      const packets = concernsPackets(experiment) ? await packetCapabilities(found.engine, onTrial) : {};
      return composeCapabilities(found, spec, experiment, packets);
    },
    async prepare(plan, { runId, logFolder }) {
      const { experiment } = plan;
      const spec = composeOf(experiment);
      const found = await survey(spec);
      const { project, engine } = found;
      const journalPath = join(dirname(logFolder), "journal.jsonl");
      holds.set(project.name, await lockProject(engine, project.name, journalPath));
      goingDown.delete(project.name);
      try {
        checkIsUp(found, spec);
        const trace = spec.proxy === "redirect" ? interpositionTrace(runId) : undefined;
        const undo = await projectRecord(engine, project.name, { token: runId, stays: spec.existing, edges: trace });
        const { seed } = experiment;
        const overrides = spec.proxy === "brownout" ? [writeProxyOverride(found, logFolder, seed)] : [];
        const isGoingDown = () => goingDown.has(project.name);
        return {
          undo,
          stays: spec.existing,
          async up(signal) {
            const env = composeEnvironment(spec);
            const facts = experiment.edges ?? [];
            const authority = await authorityFor(facts, clock);
            const start = { clock, survey: found, overrides, env, token: runId, spec, facts, authority, logFolder };
            if (!spec.existing) await startProject(start, signal);
            const networkKind = containerNetworkKind(plan);
            const interposed = trace && { trace, within: undo.id, seed, facts, authority };
            const limited = limitedServices(plan);
            return openSystem({ found, spec, clock, networkKind, interposed, limited, isGoingDown }, signal);
          },
        };
      } catch (error) {
        await letGo(project.name);
        throw error;
      }
    },
  };
}

/** @throws RedirectError when nothing could be redirected here */
async function checkCanRedirect(engine: Engine, onTrial: OnTrial | undefined): Promise<void> {
  const abilities = engine.isHere ? await hostAbilities(onTrial) : new Set<Ability>();
  const lacking = (["own proxy", "redirect", "reset"] as const).find((need) => !abilities.has(need));
  if (lacking === undefined) return;
  const { why, instead } = abilityWords[lacking];
  throw new RedirectError({
    message: `\`proxy: redirect\` can't be had: ${why}`,
    hint: `${instead}; or put a proxy on the edges by an override: \`brownout init --compose FILE\`.`,
  });
}

function limitedServices({ faults }: Plan): ReadonlySet<string> {
  return new Set(faults.flatMap(({ type, on }) => (type === cpu.type && on.kind === "service" ? [on.service] : [])));
}

function composeOf({ name, system }: Experiment): ComposeSpec {
  if (system.compose !== undefined) return system.compose;
  throw new UsageError({
    message: `${name} names no compose file`,
    hint: "Add `system: { compose: docker-compose.yml }`.",
  });
}

/** A project that is up is left as it is, and never taken for one of ours. */
function checkIsUp({ project, containers }: Survey, { existing }: ComposeSpec): void {
  if (existing && containers.length === 0) {
    throw new ProjectNotUpError({
      message: `the project ${project.name} isn't up, and the experiment says \`existing: true\``,
      hint: "Bring it up (`docker compose up --wait`), or leave `existing` out.",
    });
  }
  if (!existing && containers.length > 0) {
    throw new ProjectBusyError({
      message: `the project ${project.name} has ${containers.length} containers already, such as ${containers[0]?.name}`,
      hint: `Take it down (\`docker compose --project-name ${project.name} down\`), say \`existing: true\`, or give the run a \`project\` of its own.`,
    });
  }
}
