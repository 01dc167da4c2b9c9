import type { RunState } from "../../judge/history/run-state.ts";
import { headlineOf } from "../../report/headline.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { Delivery } from "../delivery.ts";
import type { Outlet } from "../outlet.ts";
import { sendJson } from "../send-json.ts";
import { fillTemplate, type WebhookFields, type WebhookTemplate } from "./template.ts";

/** An endpoint of somebody's, and the form of what it takes. */
export interface WebhookSpec {
  readonly url: string;
  readonly template: WebhookTemplate;
}

/** A message to an endpoint when the run begins, and one when it has ended. */
export function webhookOutlet({ url, template }: WebhookSpec, clock: Clock): Outlet {
  const delivery = new Delivery(clock);
  let last: RunState | undefined;
  const send = (fields: WebhookFields) =>
    delivery.add(async (signal) => {
      await sendJson({ method: "POST", url, body: fillTemplate(template, fields) }, signal);
    });
  return {
    // Whoever has the path of such a URL may post there.
    name: `webhook of ${new URL(url).host}`,
    tell(event, state) {
      last = state;
      if (event.type === "run-started") send({ ...fieldsOf(state), moment: "started", summary: begins(state) });
    },
    async finish(result, signal) {
      if (last !== undefined) {
        const { verdict, exitCode } = result;
        const summary = headlineOf(result, last.plan);
        send({ ...fieldsOf(last), moment: "ended", verdict, exitCode: String(exitCode), summary });
      }
      await delivery.finish(signal);
    },
    close: () => delivery.close(),
  };
}

/** Fields that are known of a run from its beginning. */
function fieldsOf({ started, plan }: RunState): Omit<WebhookFields, "moment" | "summary"> {
  const { name, title, owner = "" } = plan.experiment;
  return { experiment: name, title, owner, platform: plan.platform, run: started.run, verdict: "", exitCode: "" };
}

function begins({ plan }: RunState): string {
  return `${plan.experiment.title}; about to put in: ${plan.faults.map(({ explanation }) => explanation.does).join("; ")}`;
}
