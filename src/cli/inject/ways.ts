import type { Command } from "commander";
import { chaosRecipes } from "../../faults/chaos-mesh/recipes.ts";
import { containerKinds, networkKinds, replicaKinds } from "../../faults/kinds.ts";
import { podFaults } from "../../faults/pods/pod-recipes.ts";
import { pause } from "../../faults/process/pause.ts";
import { down } from "../../faults/toxiproxy/down.ts";
import { madeOfToxics } from "../../faults/toxiproxy/list.ts";
import { addressSchema, baseUrlSchema, pidSchema, unitSchema } from "../../files/experiment/external-schema.ts";
import type { FaultTarget } from "../../files/experiment/fault-spec.ts";
import { parseEdge } from "../../files/experiment/resolve-names.ts";
import type { ExternalSpec, SystemSpec } from "../../files/experiment/system-spec.ts";
import { UsageError } from "../../values/errors.ts";
import type { Flags } from "./fault-options.ts";
import { optionValue } from "./option-value.ts";

/** The place of a fault, as a system of a platform. */
export interface Place {
  readonly platform: string;
  readonly system: SystemSpec;
  readonly on: FaultTarget;
}

/** A way to say where a fault is to go. */
export interface Way {
  /** Types of fault that can be made there. */
  readonly makes: ReadonlySet<string>;
  /** One line for help: what is typed. */
  readonly usage: string;
  addOptions(command: Command): void;
  /** Undefined when this isn't the way that the options say. @throws UsageError when they say it wrongly */
  place(flags: Flags): Place | undefined;
}

const typesOf = (kinds: readonly { readonly type: string }[]) => kinds.map(({ type }) => type);

const onEdges = new Set(typesOf([...madeOfToxics, down]));

/** Every way, in the order in which help has them. */
const ways: readonly Way[] = [
  {
    makes: onEdges,
    usage: "--on 127.0.0.1:9001=127.0.0.1:8080   brownout listens at the first and leads to the second",
    addOptions: () => undefined,
    place({ on, toxiproxy, compose, kubernetes }) {
      if ([toxiproxy, compose, kubernetes].some((other) => other !== undefined)) return undefined;
      const [, listen, upstream] = /^([^=\s]+)=([^=\s]+)$/.exec(String(on ?? "")) ?? [];
      if (listen === undefined || upstream === undefined) return undefined;
      const edge = { caller: address(listen), callee: address(upstream) };
      const edges = [{ edge, listen: edge.caller, upstream: edge.callee }];
      return external({ edges }, { kind: "edge", ...edge });
    },
  },
  {
    makes: onEdges,
    usage: "--on PROXY --toxiproxy URL           a proxy of a Toxiproxy that runs, by its name or its edge (a -> b)",
    addOptions: (command) => void command.option("--toxiproxy <url>", "the API of a Toxiproxy that runs already"),
    place({ on, toxiproxy }) {
      if (toxiproxy === undefined) return undefined;
      const url = optionValue("--toxiproxy", toxiproxy, baseUrlSchema).replace(/\/+$/, "");
      const proxy = needed(on, "--on PROXY");
      const edge = parseEdge(proxy);
      if (edge !== undefined) return external({ toxiproxy: url }, { kind: "edge", ...edge });
      const named = { caller: "callers", callee: proxy };
      return external({ toxiproxy: url, proxies: [{ edge: named, proxy }] }, { kind: "edge", ...named });
    },
  },
  {
    makes: new Set([...onEdges, ...typesOf([...replicaKinds, ...containerKinds, ...networkKinds])]),
    usage: "--on 'a -> b' --compose FILE         an edge, or a service, of a Compose project that is up",
    addOptions(command) {
      command
        .option("--compose <file>", "a Compose file of a project that is up; several with commas between")
        .option("--project <name>", "the project's name, for --compose; default: the one that Compose gives it")
        .option("--redirect", "for --compose: leads edges through brownout's proxy in the caller's network, as root");
    },
    place({ on, compose, project, redirect }) {
      if (compose === undefined) return undefined;
      const spec = {
        files: String(compose).split(","),
        ...(project === undefined ? {} : { project: String(project) }),
        existing: true,
        proxy: redirect === true ? "redirect" : "toxiproxy",
        edges: {},
      } as const;
      return {
        platform: "compose",
        system: { compose: spec },
        on: target(needed(on, "--on SERVICE or --on 'a -> b'")),
      };
    },
  },
  {
    makes: new Set(
      typesOf([...replicaKinds, ...containerKinds, ...networkKinds.filter(({ targets }) => targets === "either")]),
    ),
    usage: "--container shop-pricing-1           a container by its name or id; several by a label: app=pricing",
    addOptions: (command) =>
      void command.option("--container <which>", "a container by its name or id, or several by a label (k=v)"),
    place({ container }) {
      if (container === undefined) return undefined;
      const select = String(container);
      return { platform: "containers", system: { containers: { select } }, on: { kind: "service", service: select } };
    },
  },
  {
    makes: new Set([pause.type]),
    usage: "--pid 4711                           a process of this machine",
    addOptions: (command) => void command.option("--pid <n>", "a process of this machine"),
    place({ pid }) {
      if (pid === undefined) return undefined;
      const id = optionValue("--pid", /^\d+$/.test(String(pid)) ? Number(pid) : pid, pidSchema);
      const service = `process-${id}`;
      const services = { [service]: { process: { by: "pid", pid: id } } } as const;
      return external({ services }, { kind: "service", service });
    },
  },
  {
    makes: new Set(typesOf(replicaKinds)),
    usage: "--unit checkout.service              a unit of this machine's systemd",
    addOptions: (command) => void command.option("--unit <name>", "a unit of this machine's systemd"),
    place({ unit }) {
      if (unit === undefined) return undefined;
      const service = optionValue("--unit", unit, unitSchema);
      return external(
        { services: { [service]: { process: { by: "unit", unit: service } } } },
        { kind: "service", service },
      );
    },
  },
  {
    makes: new Set(["manifest", ...typesOf([...podFaults, ...chaosRecipes])]),
    usage: "--on SERVICE --kubernetes            a service, or an edge, of a cluster's namespace",
    addOptions(command) {
      command
        .option("--kubernetes", "the cluster of kubectl's current context")
        .option("-n, --namespace <name>", "of the cluster; default: the one of the context")
        .option("--context <name>", "of the kubeconfig; default: its current one")
        .option("--allow-namespace", "takes a namespace without the label brownout.dev/allow=true")
        .option("--yes-production", "doesn't ask where the cluster looks like production");
    },
    place({ on, kubernetes, namespace, context, allowNamespace }) {
      if (kubernetes !== true) return undefined;
      const spec = {
        ...(namespace === undefined ? {} : { namespace: String(namespace) }),
        ...(context === undefined ? {} : { context: String(context) }),
        manifests: [],
        selectors: {},
        reach: { by: "service-proxy" },
        allowNamespace: allowNamespace === true,
      } as const;
      return { platform: "kubernetes", system: { kubernetes: spec }, on: target(needed(on, "--on SERVICE")) };
    },
  },
];

/**
 * The place that the options name.
 * @throws UsageError when that is none, more than one, or one where the type of fault can't be made
 */
export function placeOf(type: string, flags: Flags): Place {
  const open = waysFor(type);
  const found = open.flatMap((way) => way.place(flags) ?? []);
  const [place] = found;
  const hint = `Say one of:\n    ${open.map(({ usage }) => usage).join("\n    ")}`;
  if (place === undefined) throw new UsageError({ message: `nothing says where ${type} is to go`, hint });
  if (found.length > 1) throw new UsageError({ message: "the options name several places", hint });
  return place;
}

/** The ways to where a type of fault can be made. */
export function waysFor(type: string): readonly Way[] {
  return ways.filter(({ makes }) => makes.has(type));
}

function external(spec: Partial<ExternalSpec>, on: FaultTarget): Place {
  return { platform: "external", system: { external: { services: {}, edges: [], proxies: [], ...spec } }, on };
}

function target(text: string): FaultTarget {
  const edge = parseEdge(text);
  return edge === undefined ? { kind: "service", service: text } : { kind: "edge", ...edge };
}

function needed(value: unknown, usage: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new UsageError({ message: "nothing says what the fault is to be on", hint: `Add ${usage}.` });
}

/** A port alone is one of this machine. */
function address(text: string): string {
  const [, port] = /^:?(\d+)$/.exec(text) ?? [];
  return optionValue("--on", port === undefined ? text : `127.0.0.1:${port}`, addressSchema);
}
