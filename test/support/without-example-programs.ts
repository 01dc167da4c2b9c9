import { runProgram } from "../../src/clients/os/run-program.ts";
import { withoutPostgres, withoutRedis } from "./real-servers.ts";
import { lackingPrograms } from "./without-programs.ts";

/**
 * Programs that services of examples/programs are compiled with or run by. Each is asked for its version: some systems have a
 * `javac` or `python3` that only says where to get one.
 */
const languages = { go: ["version"], javac: ["-version"], python3: ["--version"] } as const;

/**
 * Tells why examples/programs can't run here; false when they can.
 * @throws Error instead of the reason where BROWNOUT_REQUIRE_PROGRAMS=1 says that no test may be skipped for want of a program
 */
export async function withoutExamplePrograms(): Promise<string | false> {
  const missing: string[] = [];
  for (const [name, args] of Object.entries(languages)) {
    if ((await runProgram([name, ...args]))?.code !== 0) missing.push(name);
  }
  return withoutRedis || withoutPostgres || lackingPrograms(missing);
}
