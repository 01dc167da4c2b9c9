/** Follows what a caller wants to hear, as it says by CLIENT REPLY. */
export class ClientReply {
  /** `skip` is for the next command alone. */
  #replying: "on" | "off" | "skip" = "on";

  /** Tells of the next command, in lower case, whether it gets no reply. */
  isUnanswered([name, what, how]: readonly string[]): boolean {
    const before = this.#replying;
    if (before === "skip") this.#replying = "on";
    if (name !== "client" || what !== "reply") return before !== "on";
    if (how !== "on" && how !== "off" && how !== "skip") return before !== "on";
    if (how !== "skip" || before !== "off") this.#replying = how;
    return how !== "on";
  }

  /** One that has heard as much. */
  copy(): ClientReply {
    const reply = new ClientReply();
    reply.#replying = this.#replying;
    return reply;
  }
}
