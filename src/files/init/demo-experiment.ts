/** The name of the experiment that `init` writes; its file has it too. */
export const DEMO_NAME = "slow-pricing";

/** An experiment on the demo graph, with a word on everything in it. Both paths are from the experiment's folder. */
export function demoExperimentText(graph: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# A first experiment, on the demo graph. Check it, look at it, run it:
#   brownout validate ${DEMO_NAME}.yaml
#   brownout plan ${DEMO_NAME}.yaml
#   brownout run ${DEMO_NAME}.yaml
name: ${DEMO_NAME}
title: Checkout keeps answering when pricing takes 2.8 s instead of 38 ms

system:
  graph: ${JSON.stringify(graph)}
  variant: protected # or unprotected, to see what timeouts and breakers are for

load:
  shoppers:
    request: POST gateway/checkout # a service of the graph, and a path
    rate: 100/s # arrivals, whatever became of the requests before
    timeout: 10s

phases: { warm-up: 3s, baseline: 6s, fault: 15s, recovery: 10s }

steady-state: # must hold in the baseline, or nothing is injected
  - shoppers.error_rate < 1%
  - shoppers.p95 < 300ms

faults: # taken out again whatever happens
  - type: latency
    on: checkout -> pricing
    latency: 2800ms
    jitter: 100ms

abort: # judged live; the first to hold takes the fault out
  - shoppers.error_rate > 50% over 5s

expect: # judged over the fault phase; decides the verdict
  - shoppers.error_rate < 1%
  - shoppers.p95 < 300ms
  - shoppers.recovery < 10s # until steady state holds again
  - (checkout -> pricing).amplification < 1.5 # retries: calls for each request that came in
`;
}
