/** On everything that a run makes in a cluster, so that anybody can find it: the run's id. */
export const RUN_LABEL = "brownout.dev/run";

/** Namespaces in which faults are allowed have it, with the value `true`. */
export const ALLOW_LABEL = "brownout.dev/allow";

/** Label or annotation of a namespace: `true` or `false` says whether it is production, whatever names say. */
export const PRODUCTION_MARK = "brownout.dev/production";

/** On an object of somebody's that a fault has changed: the run, so that anybody can find it. It goes with the fault. */
export const CHANGED_BY = "brownout.dev/changed-by";

/** On a Deployment: the services that it calls, separated by commas. Makes the edges of the graph. */
export const CALLS_ANNOTATION = "brownout.dev/calls";

/** Field manager of what we write. */
export const FIELD_MANAGER = "brownout";
