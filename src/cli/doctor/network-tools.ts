import { type Check, missing, there } from "./check.ts";

/** Each program, how it says its version without doing anything, and the package that has it. */
const programs: readonly { readonly argv: readonly [string, ...string[]]; readonly from: string }[] = [
  { argv: ["nft", "--version"], from: "nftables" },
  { argv: ["tc", "-V"], from: "iproute2" },
  { argv: ["ip", "-V"], from: "iproute2" },
  { argv: ["nsenter", "--version"], from: "util-linux" },
];

export const networkTools: Check = {
  name: "net tools",
  enables: "packet faults made from here: loss, partition, reset, bandwidth",
  async look(machine, signal) {
    const ends = await Promise.all(
      programs.map(async (program) => ({ program, end: await machine.run(program.argv, signal) })),
    );
    const lacking = ends.filter(({ end }) => end === undefined).map(({ program }) => program);
    const names = (list: typeof programs) => list.map(({ argv }) => argv[0]).join(", ");
    if (lacking.length === 0) return there(names(programs));
    const packages = [...new Set(lacking.map(({ from }) => from))].join(" ");
    return missing(`no ${names(lacking)}`, `sudo apt-get install ${packages}`);
  },
};
