import { join } from "node:path";
import type { Plan } from "../../judge/plan/plan.ts";
import type { Clock } from "../../values/clock/clock.ts";
import type { Platform } from "../platform.ts";
import { externalCapabilities } from "./capabilities.ts";
import { ExternalSystemError } from "./external-errors.ts";
import { type ExternalSystem, WhatRuns } from "./external-system.ts";
import { externalSystemRecord, externalSystemUndoer } from "./external-system-undoer.ts";
import { tryToListen } from "./listen-trial.ts";
import { OwnProxy } from "./own-proxy.ts";
import { findReachable } from "./reachable-at.ts";
import { type Survey, survey } from "./survey.ts";

/** Long, as a busy machine is no reason for a verdict; the proxy is up within a second. */
const READY_WITHIN_MS = 20_000;

/** Takes a system that runs already as it is, and puts no more before it than a proxy on the edges that it is told of. */
export function externalPlatform({ clock }: { readonly clock: Clock }): Platform<ExternalSystem> {
  const goingDown = new Set<string>();
  return {
    name: "external",
    undoer: externalSystemUndoer(clock, (token) => goingDown.add(token)),
    async capabilities(experiment) {
      const found = await survey(experiment);
      await tryToListen(found.spec.edges);
      return externalCapabilities(found, experiment);
    },
    async prepare(plan, { runId: token, logFolder }) {
      const listens = (plan.experiment.system.external?.edges ?? []).map(({ listen }) => listen);
      const undo = externalSystemRecord(token, listens);
      return {
        undo,
        stays: true,
        async up(signal) {
          const found = await survey(plan.experiment);
          checkIsAsPlanned(plan, found);
          const { edges } = found.spec;
          const logPath = join(logFolder, "proxy.log");
          const { seed } = plan.experiment;
          const options = { clock, token, logPath, readyWithinMs: READY_WITHIN_MS, seed, signal };
          const own = edges.length === 0 ? undefined : await OwnProxy.start(edges, plan.experiment.edges, options);
          const reachable = await findReachable(found, clock);
          const isGoingDown = () => goingDown.has(token);
          return new WhatRuns({ clock, found, own, reachable, within: undo.id, isGoingDown });
        },
      };
    },
  };
}

/** @throws ExternalSystemError where somebody has changed what runs since it was planned for, so that a fault would not do */
function checkIsAsPlanned({ experiment }: Plan, found: Survey): void {
  const { faults = {}, refused = {} } = externalCapabilities(found, experiment);
  for (const { id, type } of experiment.faults) {
    const why = refused[id] ?? faults[type];
    if (why === undefined || !("why" in why)) continue;
    throw new ExternalSystemError({ message: `${id} can't be made any more: ${why.why}`, hint: `${why.instead}.` });
  }
}
