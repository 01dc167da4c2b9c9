import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import type { MessageToxicType } from "./message-toxic.ts";

const schema = z.strictObject(choiceShape);

/** Resets the connection before the callee is asked. */
export const httpAbort: MessageToxicType<z.infer<typeof schema>> = {
  type: "http_abort",
  on: "requests",
  schema,
  start: (flow) => ({
    request: () => flow.answer({ head: "", body: "", closes: "reset" }),
  }),
};
