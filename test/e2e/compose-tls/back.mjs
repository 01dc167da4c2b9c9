/** Speaks HTTP/2 over TLS alone. */
import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";

const pem = (name) => readFileSync(`/certificates/${name}`, "utf8");
createSecureServer({ cert: pem("back.pem"), key: pem("back-key.pem") }, (_, answer) => answer.end("ok")).listen(
  8443,
  "0.0.0.0",
);
