/**
 * Explanation of a code for the person who must act, in whole sentences. The error's own message has the particulars.
 */
export interface ErrorCodeEntry {
  /** The event that it stands for. */
  readonly meaning: string;
  /** The remedy. */
  readonly action: string;
}

/**
 * Every code that an error of brownout's has, or the end of a run in its journal, by the alphabet. They are stable: one that is
 * here keeps its meaning. docs/errors.md is made of this (`npm run docs:errors`).
 */
export const errorCodes = {
  E_ARGUMENT: {
    meaning:
      "A program called brownout's library, or an agent a tool of `brownout mcp`, with an argument that makes no sense; nothing was started.",
    action: "Correct the argument as the message says.",
  },
  E_BASELINE: {
    meaning: "A baseline can't be read or written, or its file isn't one that `brownout baseline save` wrote.",
    action: "Do what the hint says; a baseline can always be saved anew, of runs that passed.",
  },
  E_BASELINE_RUN: {
    meaning:
      "A run that a baseline can't have: it didn't pass, or is of another experiment, platform or machine than the others.",
    action: "Leave it out, save it under another name, or begin the baseline anew with `--replace`.",
  },
  E_BUDGET_UNKNOWN: {
    meaning: "What a game day could spend of its error budget, or what is left of it, can't be told.",
    action: "Do what the hint says: a budget that nobody knows is none that could be kept.",
  },
  E_CALL_LOG: {
    meaning: "A call to `brownout mcp` can't be logged. It was refused; one whose end can't be logged was carried out.",
    action: "Make room or allow it, or start `brownout mcp` with another file: `--log FILE`.",
  },
  E_CHANGES_UNKNOWN: {
    meaning: "`run --changed-since` can't tell what changed; nothing was started.",
    action: "Fetch the commit that it names and the history up to it, or leave the option out.",
  },
  E_CLUSTER: {
    meaning: "The API server refused a call in a way that has no code of its own.",
    action: "Read what it said, which is in the message.",
  },
  E_CLUSTER_AWAY: {
    meaning: "The API server can't be reached, doesn't answer in time, or isn't the one that the kubeconfig trusts.",
    action: "Get `kubectl get ns` to work with the same kubeconfig and context, then run again.",
  },
  E_CLUSTER_BUSY: {
    meaning: "The API server has too much to do (429).",
    action: "Try again when it is quieter.",
  },
  E_CLUSTER_CONFLICT: {
    meaning:
      "An object is there already, was changed by somebody else meanwhile, or has a field that somebody else manages (409).",
    action: "Run it again; `brownout recover` finds what runs left behind.",
  },
  E_CLUSTER_CREDENTIALS: {
    meaning: "What gives the kubeconfig's credentials (an exec plugin, a token file) failed.",
    action: "Log in to the cluster again, until `kubectl get --raw /version` answers.",
  },
  E_CLUSTER_FORBIDDEN: {
    meaning: "No role lets this user do it (403).",
    action:
      "Add the rule in the hint to a role that is bound to the user; `brownout doctor` lists all that is missing.",
  },
  E_CLUSTER_GONE: {
    meaning: "The version of objects that was asked for is too old for the server to remember (410).",
    action: "Run it again.",
  },
  E_CLUSTER_LOST: {
    meaning: "During a run the cluster couldn't be seen for so long that nobody can say what the run does to it.",
    action: "Run the experiment again when the API server answers.",
  },
  E_CLUSTER_NAMESPACE_ENDING: {
    meaning: "The namespace is being deleted: nothing can be made in it.",
    action: "Wait until it is gone and make it again, or take another one.",
  },
  E_CLUSTER_NOT_FOUND: {
    meaning: "An object, or its namespace, isn't there (404).",
    action: "Look for it with `kubectl get`; somebody may have deleted it during the run.",
  },
  E_CLUSTER_REJECTED: {
    meaning: "The server, or an admission webhook, finds an object wrong or doesn't want it (400, 422).",
    action: "Correct the object as the message says; `kubectl explain` has the fields of the installed version.",
  },
  E_CLUSTER_SERVER: {
    meaning: "The API server failed, or what it asked did: etcd, a webhook, a kubelet (5xx).",
    action: "`kubectl get --raw '/readyz?verbose'` says what is wrong with it.",
  },
  E_CLUSTER_UNAUTHORIZED: {
    meaning: "The cluster doesn't take the credentials: they are wrong, or expired (401).",
    action: "Log in again, until `kubectl auth whoami` answers.",
  },
  E_CLUSTER_UNKNOWN_KIND: {
    meaning: "The cluster doesn't know a kind of object: its CustomResourceDefinition isn't installed.",
    action: "Install what brings it (Chaos Mesh, for its faults), or leave out what needs it.",
  },
  E_COMMAND: {
    meaning: "The command of `inject --while` could not be started, or not be ended. The fault is out again.",
    action:
      "Look whether there is a shell, /bin/sh, and enough memory for it. One that still runs may be another user's: end it as that user.",
  },
  E_COMPARE: {
    meaning:
      "Runs can't be put side by side: one is on both sides, those of one side differ in what was asked, or nothing is in all of them.",
    action: "Do what the hint says; `brownout runs` lists runs, `brownout report RUN` says what one measured.",
  },
  E_COMPOSE_FILE: {
    meaning: "Compose refuses the file, or `system.compose` says of it what isn't so.",
    action: "Correct it until `docker compose config` reads it, and as the message says.",
  },
  E_COMPOSE_SYNTAX: {
    meaning: "The file is no YAML, or no Compose file.",
    action: "Correct it as the message says; `docker compose config` shows what Compose makes of it.",
  },
  E_COMPOSE_UP: {
    meaning: "Compose could not bring the project up.",
    action: "Call the `up` of the hint yourself, which says more.",
  },
  E_CONFINED: {
    meaning:
      "Under `run --ci` or `brownout mcp` an experiment, or an agent, asks for a file, a host, a program or a place that isn't allowed; nothing was started.",
    action:
      "Take it out of the experiment, or allow it in the command: `--env`, `--allow-host`, `--allow-start` (docs/ci.md).",
  },
  E_CONTAINER_LOST: {
    meaning: "A container ended, was removed or replaced during the run, and no fault did it.",
    action: "Find out what did: its logs, memory, another `docker compose up`. Then run again.",
  },
  E_DAY_REFUSED: {
    meaning:
      "A game day may not begin, or not be taken up again: something is refused, or another process holds it. Nothing was started.",
    action:
      "Do what the message says of each thing that is refused, then begin again; a day that isn't over is taken up with `--resume`.",
  },
  E_DESK: {
    meaning:
      "Somebody at a game day asked for what isn't theirs to ask, or what the day isn't at. Nothing was changed.",
    action: "Read what the day waits for, and ask for that.",
  },
  E_DIED_AT_START: {
    meaning: "A process of the system ended before it was ready, or could not be started.",
    action: "Its last words are in the message, all of them in its log in the run's folder.",
  },
  E_DISRUPTION_BUDGET: {
    meaning: "A PodDisruptionBudget lets no more pods go.",
    action: "Evict fewer pods, run more replicas, or delete the pod instead of evicting it.",
  },
  E_EDGES_LOST: {
    meaning: "During a run the measurements of the edges could not be read any more.",
    action: "Look into the fault proxy's log in the run's folder, then run again.",
  },
  E_ENGINE: {
    meaning: "The container engine refused what it was asked, or answered what it shouldn't.",
    action: "Read what it said, which is in the message; its own log may say more.",
  },
  E_ENGINE_PERMISSION: {
    meaning: "This user may not use the container engine's socket.",
    action: "`sudo usermod -aG docker $USER`, then log in again.",
  },
  E_ENGINE_TOO_OLD: {
    meaning: "The container engine is older than what is needed of it.",
    action: "Update it; the hint names the oldest version that will do.",
  },
  E_EXPERIMENT: {
    meaning: "The experiment file is wrong; nothing was started.",
    action: "Correct all that is listed, by line and column. `brownout validate` checks it without a run.",
  },
  E_EXPORT: {
    meaning: "Chaos Mesh has no word for something in the experiment.",
    action: "Leave out of the experiment what is listed, or run it with brownout.",
  },
  E_EXTERNAL_PROCESS: {
    meaning: "The process of a service that runs already isn't there, or can't be told what a fault needs.",
    action:
      "Look whether the service runs under the pid, pidfile or unit that the experiment names, and as which user.",
  },
  E_EXTERNAL_SYSTEM: {
    meaning: "`system.external` says what isn't so, or not enough for the experiment.",
    action: "Add or correct what the message names.",
  },
  E_FAULT: {
    meaning: "A fault could not be put in, looked for or taken out.",
    action: "Do what the hint says. Whatever may be in of it is taken out; exit code 4 says so where it couldn't be.",
  },
  E_FAULT_OPTION: {
    meaning: "An option of `inject` or `new` says of a fault what makes no sense.",
    action:
      "Correct what the message names; `brownout inject TYPE --help`, or `new TYPE`, lists the options with examples.",
  },
  E_FILE: {
    meaning: "A file that a person wrote, such as a graph, is wrong.",
    action: "Correct all that is listed, by line and column.",
  },
  E_FINDING: {
    meaning: "A file is no finding of a game day: its front matter isn't as `gameday run` writes it.",
    action: "Correct all that is listed, by line and column; `status` is open or closed.",
  },
  E_FINDING_NOT_FILED: {
    meaning: "A finding's file could not be written. Nothing of it was kept.",
    action: "Let the folder `findings` beside the game day's file be one that can be written to, and file it again.",
  },
  E_GAMEDAY: {
    meaning:
      "A game day's file is wrong, or plans what its own guard or error budget doesn't allow; nothing was started.",
    action: "Correct all that is listed, by line and column. `brownout gameday check` checks it again.",
  },
  E_GUARDIAN: {
    meaning:
      "The guardian, which takes faults out when the runner is killed, could not be started. Nothing was put in.",
    action: "See whether `brownout guardian --help` starts; the machine may have no processes or memory left.",
  },
  E_HELPER: {
    meaning: "A helper container of brownout's own broke off, or took too long.",
    action: "Build its image again (the hint names it); the engine's own log may say more.",
  },
  E_IMAGE_MISSING: {
    meaning: "An image of the project is neither here nor where it would come from.",
    action: "Build or pull it as the hint says.",
  },
  E_IMPORT: {
    meaning: "The file is nothing of another tool that `import` reads, or not as that tool has it.",
    action: "Give what the hint names; docs/import.md has what is read of each tool.",
  },
  E_INCOMPARABLE: {
    meaning: "Runs can't be held against a baseline: they are of another kind than its own, or none of them passed.",
    action: "Run what the baseline is of, as its runs were made, or save it anew.",
  },
  E_INCONCLUSIVE: {
    meaning: "The run could prove nothing, for a reason that has no code of its own.",
    action: "Read the message; remove the reason, and run again.",
  },
  E_INJECTION: {
    meaning: "A fault of the plan could not be put in. What was in of it is out again.",
    action: "The message says why; `brownout doctor` says what this machine lacks.",
  },
  E_INTERNAL: {
    meaning: "brownout itself failed.",
    action: "Please report it, with the run's folder.",
  },
  E_INTERRUPTED: {
    meaning: "The command was interrupted before it had started anything.",
    action: "Nothing: there is nothing to take out.",
  },
  E_JOURNAL: {
    meaning: "A run's folder or journal can't be read or written. Without it nothing may be put in.",
    action: "Make room or allow it, or choose another folder with `--runs DIR`.",
  },
  E_JOURNAL_CORRUPT: {
    meaning: "A journal was changed or damaged after it was written, other than by a crash.",
    action: "Its lines `undo-recorded` hold the command that takes each fault out by hand.",
  },
  E_JOURNAL_FOREIGN: {
    meaning: "Somebody else may have written the journal, so what it says is not acted on.",
    action: "Call it as the user who ran it; where you know that it is yours, `chown` and `chmod` as the hint says.",
  },
  E_JOURNAL_NEWER: {
    meaning: "A newer version of brownout wrote the journal, in a format that this one doesn't know.",
    action: "Use that version, or a newer one, for this run.",
  },
  E_KUBECONFIG: {
    meaning: "The kubeconfig can't be read, or isn't one.",
    action: "Correct it, until `kubectl config view` shows what is meant.",
  },
  E_LEASE_KEPT: {
    meaning: "The run's lease was left, as something of the run is in the namespace that couldn't be taken out.",
    action: "Take out what the message names, by hand or with `brownout recover`.",
  },
  E_LEASE_LOST: {
    meaning: "During the run somebody removed or took its lease on the namespace.",
    action: "Find out who did (`brownout recover --on kubernetes`?), then run again.",
  },
  E_LOAD_LATE: {
    meaning: "What sends the load didn't come up, or didn't end, within 10 s.",
    action: "Run with less on the machine that sends it, or with less load.",
  },
  E_LOAD_LOST: {
    meaning: "The load's thread says nothing any more: whether it still sends is unknown.",
    action: "Run with less on the machine, or with less load.",
  },
  E_LOG_FOLDER: {
    meaning: "The folder for the system's logs can't be written.",
    action: "Make room, or choose a folder that you may write to.",
  },
  E_MANIFEST: {
    meaning: "A manifest can't be read, or isn't one that a run may apply.",
    action: "Correct it at the place that the message names.",
  },
  E_MEASURE: {
    meaning:
      "`init --measure` could not measure what is usual: the system didn't come up, was no steady one, or the measurement was stopped. Its exit code is that of the run.",
    action:
      "Correct what the message says, and measure again with `--force`; the experiment is there with limits that are guesses.",
  },
  E_MISSING_RIGHTS: {
    meaning: "This user may not do in the cluster what the experiment needs; nothing was started.",
    action: "Add the rules of the hint to a role of the user's, or bind `deploy/kubernetes/access.yaml`.",
  },
  E_NAMESPACE_BUSY: {
    meaning: "Another run has the namespace, or left something in it.",
    action: "Wait until it has ended; a run that was killed loses its hold half a minute later.",
  },
  E_NAMESPACE_REFUSED: {
    meaning: "The namespace isn't there, isn't to have faults, or is being deleted.",
    action: "Label it `brownout.dev/allow=true`, allow it once with `--allow-namespace`, or name another.",
  },
  E_NETWORK_SETUP: {
    meaning: "Networks for the local services could not be made or taken out.",
    action: "`brownout recover` takes out what other runs left; `brownout doctor` says which rights are missing.",
  },
  E_NEVER_READY: {
    meaning: "A process of the system runs, but was not ready in time.",
    action: "Its last words are in the message, all of them in its log in the run's folder.",
  },
  E_NO_COMPOSE: {
    meaning: "Neither `docker compose` nor docker-compose can be started.",
    action: "Install the plugin, as the hint says.",
  },
  E_NO_CONTAINER: {
    meaning: "There is no such container, it doesn't run, or it isn't the one that was planned for.",
    action: "Correct its name, id or label; `docker ps` lists those that run. Where they have changed, try again.",
  },
  E_NO_CONTEXT: {
    meaning: "The context isn't in the kubeconfig, none was chosen, or it lacks its cluster.",
    action: "Name one with `--context`; `kubectl config get-contexts` lists them.",
  },
  E_NO_ENGINE: {
    meaning: "No container engine answers where one should be.",
    action: "Start it, or say where it is: `DOCKER_HOST`, or `docker context use`.",
  },
  E_NO_KAFKA: {
    meaning: "The graph has a broker, and this machine lacks what runs one: Java, or Kafka's own jars.",
    action: "Install Java 17, and put the jars where the message says, or say where they are in `BROWNOUT_KAFKA`.",
  },
  E_NO_KUBECONFIG: {
    meaning: "There is no kubeconfig, and this isn't a pod.",
    action: "Set `KUBECONFIG` to the path of one with which `kubectl get ns` works.",
  },
  E_NO_PROGRAM: {
    meaning: "A service's command isn't there, or the folder that it is to be started in; nothing was started.",
    action: "Install the program, or correct `command` and `cwd` in the graph file.",
  },
  E_NO_RUNBOOK: {
    meaning: "The runs show neither a failure nor that the system stands one: there is nothing to write a runbook of.",
    action: "Do what the hint says, or make a runbook of another run.",
  },
  E_NO_SAMPLE: {
    meaning: "A signal has no value now: its server is gone, has no data, or gives no finite number.",
    action: "Ask the same query by hand, and see what the server answers.",
  },
  E_NOT_AGREED: {
    meaning: "Nobody agreed to a run where it looks like production; nothing was started.",
    action: "Answer `y`, or say `--yes-production` if it is meant.",
  },
  E_NOT_ALLOWED: {
    meaning: "An agent asked `brownout mcp` for what whoever started it doesn't allow; nothing was started.",
    action: "Do it yourself, or start `brownout mcp` with the option that the hint names (docs/agents.md).",
  },
  E_NOT_PUBLISHED: {
    meaning: "A service publishes no port by which the load could reach it.",
    action: "Publish one on this machine, as the hint says.",
  },
  E_NOT_REACHABLE: {
    meaning: "The load has no way to a service in the cluster.",
    action: "Give it a way as the hint says, or send the load from inside of the cluster.",
  },
  E_NOT_READY: {
    meaning: "What a run applied to the cluster, or needs there, isn't ready in time.",
    action: "`kubectl describe` it, as the hint says; the message has what its pods say.",
  },
  E_OPENAPI: {
    meaning:
      "The file is no OpenAPI description that `init --openapi` reads, or nothing in it can be made into a load.",
    action: "Correct it, or say with an option what it doesn't, as the hint says.",
  },
  E_PAGE_REQUEST: {
    meaning:
      "A game day's page was asked for what it doesn't give: from elsewhere, without its cookie, too much, or for a place that is taken.",
    action: "Do what the message says; the link that was given to you leads in.",
  },
  E_PLAN: {
    meaning: "The plan can't be made here, or is beyond the experiment's own limits; nothing was started.",
    action: "Do what is listed; `brownout plan` checks it without a run, `brownout doctor` says what is missing here.",
  },
  E_PORT_TAKEN: {
    meaning: "A port that the system needs is in use.",
    action: "End what has the port, or run again; on Compose, publish another one.",
  },
  E_PROCESS_DIED: {
    meaning: "A process of the system ended during the run, and no fault did it.",
    action: "Its log in the run's folder may say why.",
  },
  E_PROJECT_BUSY: {
    meaning:
      "Another run has the Compose project, left something of it, or it is up and the experiment doesn't say so.",
    action: "Wait, take it down, say `existing: true`, or give the run a `project` of its own.",
  },
  E_PROJECT_NOT_UP: {
    meaning: "The experiment says `existing: true`, and the Compose project isn't up.",
    action: "Bring it up with `docker compose up --wait`, or leave `existing` out.",
  },
  E_PROXY_API: {
    meaning: "The fault proxy refused a request of its API, with the words of Toxiproxy's.",
    action: "Correct the request.",
  },
  E_PROXY_GONE: {
    meaning: "The fault proxy doesn't answer, or answers what it shouldn't.",
    action: "Its log in the run's folder may say why.",
  },
  E_PROXY_THREAD_LOST: {
    meaning: "A thread of the fault proxy broke, and every connection through it.",
    action: "Report it with the proxy's log; until then `--threads 1` may go round it.",
  },
  E_RECORD: {
    meaning: "An undo record asks for what no run of its kind puts in. Nothing was done for it.",
    action: "Look who wrote the journal, and take it out by hand where it is yours.",
  },
  E_REDIRECT: {
    meaning: "`proxy: redirect` can't be had here.",
    action: "Do what the hint says, or put a proxy on the edges with `brownout init --compose FILE`.",
  },
  E_RUNNER_GONE: {
    meaning: "The runner was killed or crashed before the run's end. What it had put in was taken out for it.",
    action: "Run the experiment again for a verdict.",
  },
  E_SECTIONS: {
    meaning:
      "A file's sections can't be merged: their markers don't go together, or a conflict isn't decided yet; nothing was written.",
    action:
      "Mend what stands at the lines that it names, or take both markers of a section away to have it left alone.",
  },
  E_SELECTOR: {
    meaning: "A selector of the experiment's selects nothing, more than one workload, or isn't one.",
    action: "Correct it; `kubectl get pods --show-labels` shows which labels there are.",
  },
  E_SENDER_LOST: {
    meaning: "A sender of the load says nothing any more, or can't send: what it sends is unknown.",
    action: "Run with less load or from more senders; where it ended, find out why.",
  },
  E_SIGNAL: {
    meaning: "What the experiment says of a signal is wrong: what is asked can't give one number.",
    action: "Correct its query as the message says.",
  },
  E_SOURCE_RESTARTED: {
    meaning: "Counters that only grow went backwards: whatever counts was started anew, and what was between is lost.",
    action: "Find out why it was restarted, then run again.",
  },
  E_STILL_IN: {
    meaning: "A fault could not be taken out in time.",
    action: "It goes with the system that it is in; where that can't be, `brownout recover` tries again.",
  },
  E_TRIAL: {
    meaning: "The demo's healthy shop could not be tried out, for another reason than its rate.",
    action: "Do what the message says, which is that of the run that broke.",
  },
  E_UNDELIVERED: {
    meaning:
      "What was to be printed, or a report, could not be written: a full disk, or nobody who reads it. A run was judged all the same.",
    action: "`brownout report RUN` makes it again, to where there is space and somebody reads.",
  },
  E_UNFINISHED: {
    meaning: "A run has no end in its journal: it goes on, its runner was killed, or the journal was cut short.",
    action: "Wait for its end; where its runner is gone, `brownout recover` takes out what it left.",
  },
  E_UNHEALTHY: {
    meaning: "A container ended or was paused at start, or its health check says that it isn't well.",
    action: "Its last words are in the message; `docker inspect` shows what its health check answered.",
  },
  E_USAGE: {
    meaning: "The command line is wrong, or asks for what isn't there; nothing was started.",
    action: "Do what the hint says; `brownout COMMAND --help` lists what it takes.",
  },
  E_VARIANT: {
    meaning: "The graph file has no variant of that name, or has variants and none was named.",
    action: "Name one of those in the message: `system: { graph: …, variant: … }`.",
  },
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;

export type ErrorCode = keyof typeof errorCodes;
