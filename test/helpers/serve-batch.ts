import { startBatchService } from "../../local/emulator/service.ts";
import { account } from "./account.ts";

// `node serve-batch.ts <dir> [pace]` runs a service in its own process. It loads no client, to start fast. Its first line of output has the
// endpoint.
const [, , dir = "", pace] = process.argv;
const service = await startBatchService({ dir, pace, log: (line) => console.error(line) });
console.log(JSON.stringify({ endpoint: service.endpoint, key: service.putAccount(account).key }));
