import { type Check, missing, there } from "./check.ts";

/** Ports that docker-compose.yml publishes on 127.0.0.1, and the variable that moves each elsewhere. */
const PORTS: Readonly<Record<number, string>> = {
  8080: "GATEWAY_PORT",
  8474: "TOXIPROXY_PORT",
  9090: "PROMETHEUS_PORT",
};

export const ports: Check = {
  name: "ports",
  enables: "docker-compose.yml of the demo as it is",
  async look(machine, signal) {
    const all = Object.keys(PORTS).map(Number);
    const states = await Promise.all(all.map(async (port) => ({ port, isTaken: await machine.isTaken(port, signal) })));
    const taken = states.filter(({ isTaken }) => isTaken).map(({ port }) => port);
    if (taken.length === 0) return there(`${all.join(", ")} are free`);
    const moved = taken.map((port) => `${PORTS[port]}=0`).join(" ");
    return missing(`taken: ${taken.join(", ")}`, `${moved} docker compose up --wait`);
  },
};
