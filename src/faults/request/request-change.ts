import { z } from "zod";
import type { RequestAction } from "../../files/experiment/remedy.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { FaultInjector, PreparedFault } from "../fault.ts";
import { type ReplicaRequest, sendRequest } from "./send-request.ts";

/** Data of the undo record of a request. */
interface RequestRecordData {
  /** None where nothing is to be taken back. */
  readonly requests: readonly ReplicaRequest[];
}

const records = new UndoRecordKind<RequestRecordData>(
  "request",
  schemaOf<RequestRecordData>({
    requests: z.array(schemaOf<ReplicaRequest>({ method: z.string(), url: z.url({ protocol: /^http$/ }) })),
  }),
);

/** The keys of a change that is a request, as a plan has them. */
type RequestParams = Pick<RequestAction, "send" | "undo">;

/** Changes services by requests that they have routes for. Each replica of the service is sent one. */
export function requestInjector(system: { urlsOf(service: string): readonly string[] }): FaultInjector {
  return {
    kinds: [{ type: "request" }],
    async prepare({ fault, within }) {
      const { id, on, params } = fault;
      if (on.kind !== "service") throw new TypeError(`${id} is on an edge, not on a service`);
      const { send, undo } = params as RequestParams;
      return system.urlsOf(on.service).map((url, index): PreparedFault => {
        const where = `${on.service}, replica ${index + 1}`;
        const requests = undo === undefined ? [] : [{ method: undo.method, url: url + undo.path }];
        let isAnswered = false;
        return {
          undo: {
            id: `${id} at ${on.service} ${index + 1}`,
            kind: records.kind,
            what: `${send.method} ${send.path} to ${where}`,
            manual: requests.map((one) => `curl -X ${one.method} '${one.url}'`).join("; ") || "nothing: it is over",
            within,
            data: records.write({ requests }),
          },
          async inject(signal) {
            await sendRequest({ method: send.method, url: url + send.path }, signal);
            isAnswered = true;
          },
          async verify() {
            const evidence = `${where} ${isAnswered ? "answered" : "did not answer"} ${send.method} ${send.path}`;
            return { took: isAnswered ? "true" : "false", evidence };
          },
        };
      });
    },
  };
}

/**
 * Takes requests back by others. A service's good answer is all that there is to go by. Of a run that died nothing is taken back
 * so: the services are gone with it.
 */
export const requestUndoer: Undoer = {
  kind: records.kind,
  async undo(record, signal) {
    for (const request of records.read(record).requests) await sendRequest(request, signal);
  },
  isGone: async () => true,
};
