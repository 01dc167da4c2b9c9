import { z } from "zod";
import { choiceShape } from "../messages/choice.ts";
import { changedNameSchema, setFieldsSchema } from "../messages/field-schemas.ts";
import { fieldOf, removeField, setField } from "../messages/head-fields.ts";
import type { MessageToxicType } from "./message-toxic.ts";

const NAMES_LIMIT = 100;

const schema = z.strictObject({
  ...choiceShape,
  on: z.enum(["request", "answer"]),
  set: setFieldsSchema.default({}),
  remove: z.array(changedNameSchema).max(NAMES_LIMIT).default([]),
});

type Attributes = z.infer<typeof schema>;

/** Removes and sets headers of requests, or of their answers. Without one to remove, or one that is as it is to be, nothing is done. */
export const httpHeader: MessageToxicType<Attributes> = {
  type: "http_header",
  on: "requests",
  schema,
  start(flow) {
    const change = (on: Attributes["on"], head: string): string => {
      const changed = on === flow.attributes.on ? changedHead(head, flow.attributes) : head;
      if (changed !== head) flow.acted();
      return changed;
    };
    return {
      request: (head) => flow.passRequest(change("request", head)),
      answerHead: (head) => flow.passHead(change("answer", head)),
    };
  },
};

function changedHead(head: string, { set, remove }: Attributes): string {
  const without = remove.reduce(removeField, head);
  const isNews = ([name, value]: readonly [string, string]) => fieldOf(without, name) !== value;
  return Object.entries(set)
    .filter(isNews)
    .reduce((changed, [name, value]) => setField(changed, name, value), without);
}
