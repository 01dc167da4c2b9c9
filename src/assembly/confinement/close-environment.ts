/** Variables by which programs find what they need on a machine. */
const KEPT: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "TZ",
  "TERM",
  "NO_COLOR",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
  "NODE_OPTIONS",
  "JAVA_HOME",
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CONFIG",
  "DOCKER_CERT_PATH",
  "DOCKER_TLS_VERIFY",
  "KUBECONFIG",
  "KUBERNETES_SERVICE_HOST",
  "KUBERNETES_SERVICE_PORT",
  "BROWNOUT_KAFKA",
  "CI",
]);

/**
 * Takes out of an environment all but these and what is allowed: no program that is started later, no library, and no
 * Compose file has the rest.
 */
export function closeEnvironment(environment: NodeJS.ProcessEnv, allowed: ReadonlySet<string>): void {
  for (const name of Object.keys(environment)) {
    if (!KEPT.has(name) && !allowed.has(name)) delete environment[name];
  }
}
