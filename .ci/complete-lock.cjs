#!/usr/bin/env node
// Adds to package-lock.json what npm leaves out of it when the registry at hand has no binaries of other platforms:
// the optional dependencies for those. `npm ci` refuses a lock without them (npm/cli issue 9846).
// Run it after `npm install --package-lock-only`.
const { readFileSync, writeFileSync } = require("node:fs");

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const platform =
  /(android|darwin|linux|win32|freebsd|openharmony|sunos|aix|openbsd|netbsd)(?:-([a-z0-9]+))?(?:-(musl|gnu)\w*)?$/;
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    // Mostly a version. Of a range that nothing here fulfils, the lowest that does.
    const version = range.replace(/^[~^]/, "");
    const path = `node_modules/${name}`;
    if (lock.packages[path]) continue;
    const [, os = /windows/.test(name) ? "win32" : undefined, cpu, libc] = platform.exec(name) ?? [];
    lock.packages[path] = {
      version,
      ...(dev && { dev }),
      optional: true,
      ...(os ? { os: [os] } : { cpu: ["wasm32"] }),
      ...(cpu && { cpu: [cpu] }),
      ...(os === "linux" && libc && { libc: [libc === "musl" ? "musl" : "glibc"] }),
    };
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
