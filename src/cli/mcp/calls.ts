import type { CallToolResult } from "@modelcontextprotocol/server";
import { refusedAttempt } from "../../assembly/queue/refused-attempt.ts";
import type { RunContext } from "../../assembly/run-context.ts";
import type { Conceal } from "../../files/experiment/concealer.ts";
import { Concealment } from "../../files/experiment/concealment.ts";
import { show } from "../../files/yaml/problem.ts";
import { ArgumentError } from "../../library/argument.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { Bounds } from "./bounds.ts";
import type { CallEnd, CallLog } from "./call-log.ts";
import { loggedArguments } from "./logged-arguments.ts";
import { OneRun } from "./one-run.ts";
import type { ToolAnswer, ToolWorld } from "./tool.ts";
import { agentTools } from "./tools/list.ts";

/** The end of a call, for the client and for the log. */
interface Ended {
  readonly result: CallToolResult;
  readonly end: CallEnd;
}

/** A call as it came from a client. */
export interface ToolCall {
  readonly name: string;
  readonly asked: unknown;
  /** Aborts when the client cancels it. */
  readonly signal: AbortSignal;
  progress(words: string): void;
}

type Ending = "SIGINT" | "SIGTERM";

/** Answers the calls of a client. Each is logged before anything is done for it, and when it has ended. */
export class Calls {
  readonly #bounds: Bounds;
  readonly #log: CallLog;
  readonly #context: Pick<RunContext, "err" | "clock">;
  readonly #oneRun = new OneRun();
  readonly #underWay = new Map<AbortController, Promise<unknown>>();
  #ending: Ending | undefined;
  #hasLeftIn = false;

  constructor(bounds: Bounds, log: CallLog, context: Pick<RunContext, "err" | "clock">) {
    this.#bounds = bounds;
    this.#log = log;
    this.#context = context;
  }

  /** True when a run left something in that it could not take out. */
  get hasLeftIn(): boolean {
    return this.#hasLeftIn;
  }

  /** Resolves with the answer, or with why there is none in words; never rejects. */
  answer(call: ToolCall): Promise<CallToolResult> {
    const interrupt = new AbortController();
    const cancel = () => interrupt.abort("SIGTERM");
    if (call.signal.aborted) cancel();
    call.signal.addEventListener("abort", cancel, { once: true });
    if (this.#ending !== undefined) interrupt.abort(this.#ending);
    const answered = this.#answer(call, interrupt.signal).finally(() => this.#underWay.delete(interrupt));
    this.#underWay.set(interrupt, answered);
    return answered;
  }

  /** Ends all calls that are under way, as a signal to `brownout run` does, and resolves when they have. */
  async end(by: Ending): Promise<void> {
    this.#ending = by;
    for (const interrupt of this.#underWay.keys()) interrupt.abort(by);
    await Promise.all(this.#underWay.values());
  }

  async #answer(call: ToolCall, signal: AbortSignal): Promise<CallToolResult> {
    const concealment = new Concealment();
    const { conceal } = concealment;
    const err = (text: string) => this.#context.err(conceal(text));
    const context: RunContext = {
      clock: this.#context.clock,
      signal,
      err,
      conceal: (how) => concealment.add(how),
    };
    const progress = (words: string) => call.progress(conceal(words));
    const world = { bounds: this.#bounds, oneRun: this.#oneRun, context, progress };
    try {
      const logged = await this.#log.begin(call.name, loggedArguments(call.asked));
      const { result, end } = await this.#do(call, world, conceal);
      await logged.end(end);
      return result;
    } catch (error) {
      // The log could not be written.
      const { result, end } = refused(error, conceal);
      err(`error (${end.code}): ${end.message}`);
      return result;
    }
  }

  async #do({ name, asked }: ToolCall, world: ToolWorld, conceal: Conceal): Promise<Ended> {
    try {
      const answer = await toolNamed(name).call(asked, world);
      this.#hasLeftIn ||= answer.logged?.exitCode === exitCodes.undoIncomplete;
      return answered(answer, world.context.signal);
    } catch (error) {
      const ended = refused(error, conceal);
      if (ended.end.outcome === "failed") world.context.err(`error (${ended.end.code}): ${ended.end.message}`);
      return ended;
    }
  }
}

function toolNamed(name: string) {
  const tool = agentTools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  throw new UsageError({
    message: `there is no tool ${show(name)}`,
    hint: `There are ${agentTools.map((one) => one.name).join(", ")}.`,
  });
}

function answered({ json, logged }: ToolAnswer, signal: AbortSignal): Ended {
  const outcome = signal.aborted ? "cancelled" : "answered";
  return { result: { content: [{ type: "text", text: json }] }, end: { outcome, ...logged } };
}

/** The error as a tool's result, which the model sees, and can act on. */
function refused(error: unknown, conceal: Conceal): Ended {
  const { kind: _, ...words } = refusedAttempt(error, conceal);
  const { code } = words;
  // What is wrong is quoted, and of an argument that is none nobody knows whether it is a secret.
  const message = error instanceof ArgumentError ? `wrong arguments: ${pathsOf(error)}` : words.message;
  const outcomes: Readonly<Record<string, CallEnd["outcome"]>> = { E_INTERNAL: "failed", E_INTERRUPTED: "cancelled" };
  const text = JSON.stringify(words, undefined, 2);
  return {
    result: { isError: true, content: [{ type: "text", text }] },
    end: { outcome: outcomes[code] ?? "refused", code, message },
  };
}

function pathsOf({ problems }: ArgumentError): string {
  return problems.map(({ path }) => path).join(", ");
}
