import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFacts } from "../../../src/platforms/local/diagnose.ts";

test("facts are picked out of metrics: breakers by state, retries of all outcomes together", () => {
  const metrics = `# HELP circuit_breaker_state 0 closed, 1 open, 2 half-open
# TYPE circuit_breaker_state gauge
circuit_breaker_state{dependency="pricing"} 1
circuit_breaker_state{dependency="user"} 0
retry_attempts_total{dependency="pricing",outcome="failed"} 40
retry_attempts_total{dependency="pricing",outcome="succeeded"} 2
pool_active_requests 60
pool_queued_requests 180
http_server_request_duration_seconds_bucket{le="0.005",route="POST /checkout",status="503"} 17
`;
  assert.deepEqual(parseFacts(metrics), {
    "breaker pricing": "open",
    "breaker user": "closed",
    "retries pricing": 42,
    "pool active": 60,
    "pool queued": 180,
  });
});
