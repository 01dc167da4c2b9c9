import { z } from "zod";
import type { ReplicaWaiting } from "../judge/history/event.ts";
import { poolUseSchema, waitingGroupsSchema } from "../judge/history/event-schema.ts";
import { httpGet } from "./http-get.ts";

/** The page of a service that says what its calls wait for, as fixtures/service has it. */
const PATH = "/debug/waiting";
const page = z.object({ waiting: waitingGroupsSchema, pool: poolUseSchema });

export interface AskedReplica {
  readonly service: string;
  readonly title: string;
  readonly url: string;
}

/** Asks all replicas at once, and tells each answer as it comes. Resolves when all have answered, or the signal aborts. */
export async function readWaiting(
  replicas: readonly AskedReplica[],
  tell: (waiting: ReplicaWaiting) => void,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    replicas.map(async ({ service, title, url }) => {
      const found = await pageOf(url, signal);
      if (found !== undefined) tell({ service, replica: title, groups: found.waiting, pool: found.pool });
    }),
  );
}

async function pageOf(url: string, signal: AbortSignal): Promise<z.infer<typeof page> | undefined> {
  try {
    const { status, body } = await httpGet(`${url}${PATH}`, signal);
    return status === 200 ? page.safeParse(JSON.parse(body)).data : undefined;
  } catch {
    // It is killed or paused, too busy, or has no such page: that others say what they wait for is enough.
    return undefined;
  }
}
