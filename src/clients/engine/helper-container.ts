import type Docker from "dockerode";
import { ask, askUnless } from "./ask.ts";
import type { EngineAddress } from "./engine-address.ts";
import { HelperError } from "./engine-errors.ts";
import { readFrames } from "./frames.ts";

/** A program to be run in a container of our own, which is gone when the program has ended. */
export interface HelperOrder {
  readonly image: string;
  /** `none`, or `container:ID` for that of another container. */
  readonly network: string;
  readonly argv: readonly string[];
  /** Text that it reads from its standard input. */
  readonly input: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The end of the program. */
export interface HelperEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Half a second is usual; a machine that is short of everything may need this. */
const TIMEOUT_MS = 30_000;

/** The input comes as an argument: not every way to an engine lets go of a standard input. The code is its last line. */
const SCRIPT = `input=$1; shift; printf %s "$input" | "$@"; printf '\\n%s' $?`;

/**
 * Runs a program as root of a container that may do nothing but change its network. The engine takes the container
 * away when the program ends, also when nobody waits for that any more.
 */
export async function runHelper(docker: Docker, address: EngineAddress, order: HelperOrder): Promise<HelperEnd> {
  const container = await ask("make a helper container", address, () => docker.createContainer(settingsOf(order)));
  try {
    const written = await ask("run a helper container", address, () => outputOf(container));
    const end = endOf(written);
    if (end !== undefined) return end;
    throw new HelperError({
      message: `a container of ${order.image} did not run ${order.argv.join(" ")} to its end: ${written.toString().trim()}`,
      hint: "Build the image again; the engine's own log may say more.",
    });
  } finally {
    // 409: the engine is taking it away already.
    await askUnless([404, 409], "remove a helper container", address, () => container.remove({ force: true }));
    await askUnless([404], "wait for a helper container", address, () => container.wait({ condition: "removed" }));
  }
}

function settingsOf({ image, network, argv, input, labels }: HelperOrder): Docker.ContainerCreateOptions {
  return {
    Image: image,
    Entrypoint: ["sh", "-c", SCRIPT, "sh", input],
    Cmd: [...argv],
    User: "0:0",
    Labels: { ...labels },
    HostConfig: {
      NetworkMode: network,
      AutoRemove: true,
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      CapAdd: ["NET_ADMIN"],
      SecurityOpt: ["no-new-privileges"],
      LogConfig: { Type: "none", Config: {} },
    },
  };
}

/** Starts it, and resolves with all that it wrote; with what there is of it when it takes too long. */
async function outputOf(container: Docker.Container): Promise<Buffer> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    stream.once("end", resolve).once("error", reject);
    AbortSignal.timeout(TIMEOUT_MS).addEventListener("abort", () => resolve());
  });
  await Promise.all([ended, container.start()]);
  return Buffer.concat(chunks);
}

/** Undefined when the program didn't get to its end. */
function endOf(written: Buffer): HelperEnd | undefined {
  const frames = readFrames(written) ?? [];
  const textOf = (wanted: number) => frames.map(({ output, text }) => (output === wanted ? text : "")).join("");
  const [code] = /(?<=\n)\d+$/.exec(textOf(1)) ?? [];
  if (code === undefined) return undefined;
  return { stdout: textOf(1).slice(0, -code.length - 1), stderr: textOf(2), code: Number(code) };
}
