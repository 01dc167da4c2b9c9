import { InTurn } from "../../values/in-turn.ts";
import type { Answer } from "../answer.ts";
import type { ProxyRequest } from "../proxy-collection.ts";
import { type Route, routeNamed } from "../routes.ts";
import { togetherWith } from "../together.ts";
import { Places } from "./places.ts";
import type { ProxyThread, Question } from "./proxy-thread.ts";

/** Threads that share a server's proxies: each proxy is whole in one of them. A thread is started when there is a proxy for it. */
export class ProxyThreads implements ProxyThread {
  readonly #start: () => ProxyThread;
  readonly #most: number;
  readonly #threads: ProxyThread[];
  readonly #places = new Places();
  readonly #changes = new InTurn();

  /** @param most the number of threads, from 1 */
  constructor(most: number, start: () => ProxyThread) {
    this.#start = start;
    this.#most = most;
    this.#threads = [start()];
  }

  async ask(question: Question): Promise<Answer> {
    const route = routeNamed(question.route);
    // Changes go in turn: the next has to find threads and places as this one leaves them.
    if (route.split !== undefined) return await this.#changes.run(() => this.#make(question, route));
    if (question.route === "DELETE /proxies/{proxy}") return await this.#changes.run(() => this.#remove(question));
    const { join } = route;
    if (join === undefined) return await this.#threadOf(question.proxy).ask(question);
    if (question.route === "POST /reset") return await this.#changes.run(() => this.#askAll(question, join));
    return await this.#askAll(question, join);
  }

  async close(): Promise<void> {
    await this.#changes.run(() => Promise.all(this.#threads.map((thread) => thread.close())));
  }

  /** The first thread that couldn't answers for all. */
  async #askAll(question: Question, join: NonNullable<Route["join"]>): Promise<Answer> {
    const answers = await Promise.all(this.#threads.map((thread) => thread.ask(question)));
    return answers.find(({ status }) => status >= 400) ?? join(answers);
  }

  async #remove(question: Question): Promise<Answer> {
    const answer = await this.#threadOf(question.proxy).ask(question);
    if (answer.status === 204) this.#places.remove(question.proxy);
    return answer;
  }

  /** Makes proxies one after the other, each where it belongs, up to the first that can't be made. */
  async #make(question: Question, { split, join }: Route): Promise<Answer> {
    const parts = split?.(question.body);
    // A body that makes no sense: each thread refuses it in the same words.
    if (parts === undefined) return await this.#threadOf("").ask(question);
    const answers: Answer[] = [];
    for (const { request, body } of parts) {
      const answer = await this.#makeOne(request, { ...question, body });
      answers.push(answer);
      if (answer.status >= 400) break;
    }
    return join === undefined ? (answers[0] as Answer) : join(answers);
  }

  async #makeOne(request: ProxyRequest, question: Question): Promise<Answer> {
    const { name } = request;
    const together = togetherWith(request);
    const before = this.#places.threadOf(name);
    // One that is there already: its thread says so.
    if (before !== undefined && question.route === "POST /proxies") return await before.ask(question);
    const thread = this.#places.threadWith(together) ?? before ?? this.#threadWithRoom();
    if (before !== undefined && before !== thread) return await this.#move(request, question, before, thread);
    const answer = await thread.ask(question);
    if (answer.status < 400) this.#places.put(name, together, thread);
    return answer;
  }

  /** It gives up its port first. Where it can't be made anew it stays where it was, switched off, as it would in one thread. */
  async #move(request: ProxyRequest, question: Question, from: ProxyThread, to: ProxyThread): Promise<Answer> {
    const { name } = request;
    const body = Buffer.from(JSON.stringify([{ ...request, enabled: false }]));
    const stopped = await from.ask({ ...question, body });
    if (stopped.status >= 400) return stopped;
    const answer = await to.ask(question);
    if (answer.status >= 400) return answer;
    this.#places.put(name, togetherWith(request), to);
    await from.ask({ ...question, route: "DELETE /proxies/{proxy}", proxy: name });
    return answer;
  }

  /** Nobody knows it where no thread has it: each says so in the same words. */
  #threadOf(proxy: string): ProxyThread {
    return this.#places.threadOf(proxy) ?? (this.#threads[0] as ProxyThread);
  }

  /** The one that has the fewest proxies. */
  #threadWithRoom(): ProxyThread {
    const sizeOf = (thread: ProxyThread) => this.#places.sizeOf(thread);
    const [smallest] = [...this.#threads].sort((a, b) => sizeOf(a) - sizeOf(b));
    if (smallest !== undefined && (sizeOf(smallest) === 0 || this.#threads.length === this.#most)) return smallest;
    const started = this.#start();
    this.#threads.push(started);
    return started;
  }
}
