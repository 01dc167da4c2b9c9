import type { Experiment } from "../../files/experiment/experiment.ts";
import type { ExternalSpec } from "../../files/experiment/system-spec.ts";
import type { Path } from "../../files/yaml/problem.ts";
import { edgeName } from "../../values/edge-name.ts";
import { isAllowedHost, targetOfAddress } from "./allowed-host.ts";
import type { Confinement } from "./confinement.ts";
import type { OutOfBounds } from "./out-of-bounds.ts";

/** The place that a command chose in a cluster. */
export interface ChosenPlace {
  readonly on: string;
  /** Of the kubeconfig; none where the command leaves it to the experiment. */
  readonly context?: string;
}

/** Platforms of which it is known by what an experiment reaches out. */
const KNOWN: readonly string[] = ["local", "compose", "kubernetes", "external"];

/** All else by which an experiment would get at what isn't its system. There is no option that allows these. */
export function reachesOutside(
  experiment: Experiment,
  { on, context }: ChosenPlace,
  confinement: Confinement,
): readonly OutOfBounds[] {
  const { under } = confinement;
  const { external, compose, kubernetes } = experiment.system;
  const found: OutOfBounds[] = generators(experiment, under);
  const add = (path: Path, message: string) => found.push({ path, message });
  if (!KNOWN.includes(on)) add(["system"], `under ${under} nothing is run on the platform ${on}`);
  if (on === "external" && external !== undefined) {
    found.push(...processes(external, under), ...listeners(external, confinement));
  }
  if (on === "compose" && compose?.existing && compose.project !== undefined) {
    const message = `any project of this machine could be named here; under ${under} leave it out`;
    add(["system", "compose", "project"], message);
  }
  if (on === "kubernetes" && kubernetes?.context !== undefined && context === undefined) {
    const message = `under ${under} the cluster is the command's to choose: leave it out, and say --context`;
    add(["system", "kubernetes", "context"], message);
  }
  if (on === "kubernetes" && experiment.loadFrom?.image !== undefined) {
    add(["load", "from"], `any image could be started in the cluster; under ${under} leave \`image\` out`);
  }
  return found;
}

/** Vegeta's own file says what it sends: to any host, and any file as the body. */
function generators({ loads }: Experiment, under: string): OutOfBounds[] {
  return loads.flatMap(({ name, generator }) => {
    if (generator === undefined) return [];
    const message = `${generator.program} calls whatever its own file says; under ${under} write the load as a request`;
    return [{ path: ["load", name, generator.program], message }];
  });
}

function processes({ services }: ExternalSpec, under: string): OutOfBounds[] {
  return Object.entries(services).flatMap(([name, { process }]) => {
    if (process === undefined) return [];
    const message = `${process.by} could name any process of this user's; under ${under} faults are put on none`;
    return [{ path: ["system", "external", "services", name, process.by], message }];
  });
}

/** On another address than loopback others could come in. */
function listeners({ edges }: ExternalSpec, { hosts, under }: Confinement): OutOfBounds[] {
  return edges.flatMap(({ edge, listen }) => {
    const at = targetOfAddress(listen);
    if (at !== undefined && (isLoopback(at.host) || isAllowedHost(hosts, at))) return [];
    const message = `${listen} is open to others; under ${under} listen on loopback, or on an address of --allow-host`;
    return [{ path: ["system", "external", "edges", edgeName(edge), "listen"], message }];
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
