// A service that knows nothing of brownout. It may be told to listen at one address only.
import { createServer } from "node:http";

createServer((_, response) => response.end("{}")).listen(Number(process.env.PORT), process.argv[2]);
