import { startBatchService } from "../../local/emulator/service.ts";
import { account } from "./account.ts";

// `node serve-batch.ts <dir>`: a service in a process of its own. It loads no client, so that it starts fast. Its first line says how to
// reach it.
const service = await startBatchService({ dir: process.argv[2] ?? "", log: (line) => console.error(line) });
console.log(JSON.stringify({ endpoint: service.endpoint, key: service.putAccount(account).key }));
