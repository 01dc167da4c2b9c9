/** Port at which the demo service listens in its container. */
export const SERVICE_PORT = 8080;

/** The variable that tells the demo service where a callee is: `ORDER_HISTORY_URL` for order-history. */
export function calleeUrlVariable(callee: string): string {
  return `${callee.toUpperCase().replaceAll("-", "_")}_URL`;
}

/** Routes that the demo service answers beside its graph's. */
export const PROBE_ROUTES: readonly string[] = [
  "GET /livez",
  "GET /readyz",
  "GET /startupz",
  "GET /health",
  "GET /metrics",
  "GET /debug/waiting",
  "POST /debug/shed",
  "DELETE /debug/shed",
  "POST /debug/retries",
  "DELETE /debug/retries",
  "POST /debug/reset-breakers",
];
