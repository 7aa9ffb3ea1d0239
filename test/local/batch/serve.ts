import { startBatchService } from "../../../local/batch/service.ts";
import { account } from "./with-batch-service.ts";

// `node serve.ts <dir>`: a service in a process of its own, for tests that kill it. Its first line says how to reach it.
const service = await startBatchService({ dir: process.argv[2] ?? "", log: (line) => console.error(line) });
console.log(JSON.stringify({ endpoint: service.endpoint, key: service.putAccount(account).key }));
