import { Command } from "commander";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { type Finding, maxResidentMegabytes, runFuzz } from "./fuzz-run.ts";

// `npm run fuzz -- --requests 10000 --seed 1`: sends valid, almost valid and invalid requests made from Azure's definition.
const { requests, seed } = new Command("npm run fuzz --")
  .option("--requests <number>", "number of requests", "10000")
  .option("--seed <number>", "seed of the requests", "1")
  .parse()
  .opts<{ requests: string; seed: string }>();

/** Returns one finding of each kind with their number. */
const byKind = (findings: readonly Finding[]): Map<string, Finding[]> =>
  Map.groupBy(
    findings,
    ({ problem, request }) =>
      `${request.operation ?? "(nonsense)"}: ${problem.replaceAll(/\d{4,}|\/.*/g, "…")}`,
  );

await withTemporaryFolder(async (dir) => {
  const onProgress = (done: number) => process.stderr.write(`${done} requests\n`);
  const { findings, log, ...figures } = await runFuzz({
    dir,
    requests: Number(requests),
    seed: Number(seed),
    onProgress,
  });
  console.log(JSON.stringify(figures, undefined, 2));
  for (const [kind, [first, ...others]] of byKind(findings)) {
    console.log(`PROBLEM ${kind} (${others.length + 1} times)`);
    const { method, path, headers, body } = first!.request;
    console.log(`  ${method} ${path.slice(0, 300)} ${JSON.stringify(headers)} ${(body ?? "").slice(0, 600)}`);
    console.log(`  ${first!.problem.slice(0, 300)} ${first!.answer}`);
  }
  if (log !== "") console.log(`The service said:\n${log}`);
  const isFat = figures.residentMegabytes.atEnd > maxResidentMegabytes;
  if (isFat) console.log(`PROBLEM more than ${maxResidentMegabytes} MB are resident`);
  console.log(findings.length === 0 ? "No problem was found." : `${findings.length} problems`);
  process.exitCode = findings.length === 0 && !isFat ? 0 : 1;
});
