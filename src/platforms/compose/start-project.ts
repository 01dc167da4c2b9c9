import { unhealthy, whyBad } from "../../clients/engine/until-ready.ts";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { ComposeSpec } from "../../files/experiment/system-spec.ts";
import type { Authority } from "../../proxy/certificates/authority.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { showsOwnCertificate } from "../edge-authority.ts";
import { ProxyGoneError } from "../proxy-gone-error.ts";
import { listProxies } from "../toxiproxy/listed-proxies.ts";
import { type BringUpOptions, bringUp } from "./bring-up.ts";
import { apiUrlOf, edgesOf, LOOK_AT_IT } from "./survey.ts";
import { tellFacts } from "./tell-facts.ts";
import { writeTrustOverride } from "./trust-override.ts";

export interface StartOptions extends BringUpOptions {
  readonly spec: ComposeSpec;
  /** Those that are said of its edges. */
  readonly facts: readonly EdgeFacts[];
  /** Of the run, where an edge shows its certificates. */
  readonly authority: Authority | undefined;
  readonly logFolder: string;
}

/** Of the API of a server that was just started. */
const ANSWER_WITHIN_MS = 30_000;
const POLL_MS = 100;

/**
 * Brings a project up that isn't: its services with whom they shall trust, and its proxy before them, so that it knows of
 * its edges when the first connection comes.
 */
export async function startProject(options: StartOptions, signal: AbortSignal): Promise<void> {
  const { facts, authority, overrides, spec } = options;
  const trust = authority === undefined ? [] : [await trustOverride(authority, options, signal)];
  const up = { ...options, overrides: [...overrides, ...trust] };
  if (spec.proxy === "brownout" && facts.length > 0) await startServer(up, signal);
  await bringUp(up, signal);
}

/** Only the containers of its callers tell whom they trust already: their images may. */
async function trustOverride(authority: Authority, options: StartOptions, signal: AbortSignal): Promise<string> {
  const callers = [...new Set(options.facts.filter(showsOwnCertificate).map(({ edge }) => edge.caller))];
  await bringUp(options, signal, ["--no-start", "--no-deps", ...callers]);
  return writeTrustOverride(authority.certificate, callers, options);
}

async function startServer(options: StartOptions, signal: AbortSignal): Promise<void> {
  const { survey, spec, facts, authority } = options;
  const { server, project } = survey;
  if (server === undefined) return;
  await bringUp(options, signal, ["--detach", "--no-deps", server.name]);
  const apiUrl = await apiOf(options, signal);
  const proxies = await listProxies(apiUrl, LOOK_AT_IT);
  const edges = edgesOf(spec, project, server, proxies);
  await tellFacts(facts, apiUrl, { edges, proxies, ends: { authority, hosts: server.hostNames } });
}

/** Base URL of the API of the project's proxy, once it answers. */
async function apiOf({ clock, survey }: StartOptions, signal: AbortSignal): Promise<string> {
  const { engine, project, server } = survey;
  const ref = (await engine.containersOf(project.name)).find(({ service }) => service === server?.name);
  const look = async () => {
    const state = ref && (await engine.container(ref.id).read());
    if (server === undefined || ref === undefined || state === undefined) return undefined;
    const why = whyBad(state);
    if (why !== undefined)
      throw await unhealthy(engine.container(ref.id), `${server.name} (container ${ref.name}) ${why}`);
    const apiUrl = apiUrlOf(server, state, engine);
    return (
      apiUrl &&
      (await listProxies(apiUrl, LOOK_AT_IT).then(
        () => apiUrl,
        () => undefined,
      ))
    );
  };
  const found = await pollUntil(look, { clock, everyMs: POLL_MS, withinMs: ANSWER_WITHIN_MS, signal });
  if (found !== undefined) return found;
  throw new ProxyGoneError({
    message: `${server?.name} of ${project.name} was started, and its API doesn't answer after ${ANSWER_WITHIN_MS / 1000} s`,
    hint: LOOK_AT_IT,
  });
}
