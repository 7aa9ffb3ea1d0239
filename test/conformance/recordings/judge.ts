/** A difference from Azure's recorded answers that stays, and why. */
export interface Exception {
  /** Exchanges as the replay names them, such as `cli-pool#9`; `every answer` for headers that each recorded answer has. */
  readonly of: RegExp;
  /** Matches the difference as the replay words it. */
  readonly difference: RegExp;
  readonly reason: string;
  /** Whether a replay may not need it. */
  readonly dependsOnTiming?: boolean;
}

interface Verdict {
  readonly agree: number;
  /** Exchanges whose differences are all exceptions. */
  readonly excepted: number;
  /** Exchanges with another difference. */
  readonly differ: number;
  readonly notApplicable: number;
  /** A line for each exchange with a difference that isn't an exception, and for each exception that nothing needs. */
  readonly problems: readonly string[];
}

interface Finding {
  readonly of: string;
  readonly text: string;
}

/** Compares the replay's report with the exceptions. */
export const judge = (report: string, exceptions: readonly Exception[]): Verdict => {
  const lines = report.split("\n");
  const used = new Set<Exception>();
  const rests = findingsIn(lines).map((finding) => ({
    ...finding,
    rest: withoutExceptions(finding, exceptions, used),
  }));
  const unexpected = rests.filter(({ rest }) => rest !== "");
  const unused = exceptions.filter((exception) => !used.has(exception) && exception.dependsOnTiming !== true);
  return {
    agree: lines.filter((line) => line.startsWith("  agree ")).length,
    excepted: rests.filter(({ of, rest }) => rest === "" && /#\d/.test(of)).length,
    differ: unexpected.filter(({ of }) => /#\d/.test(of)).length,
    notApplicable: lines.filter((line) => line.startsWith("  n.a. ")).length,
    problems: [
      ...unexpected.map(({ of, rest }) => `${of}: recorded ${rest}`),
      ...unused.map(({ of, difference }) => `exception without a difference: ${of} ${difference}`),
    ],
  };
};

/** Returns the report with the lines of some exchanges from other reports, which have the results at another pace. */
export const withPaced = (report: string, paced: string, exchanges: RegExp): string => {
  const isPaced = (line: string): boolean =>
    exchanges.test(/^ {2}(?:agree|differ) +(\S+)/.exec(line)?.[1] ?? "");
  const taken = paced.split("\n").filter(isPaced);
  return [...taken, ...report.split("\n").filter((line) => !isPaced(line))].join("\n");
};

const findingsIn = (lines: readonly string[]): Finding[] => {
  const findings: Finding[] = [];
  let recording = "";
  let answers = "";
  for (const line of lines) {
    recording = /^(\S+) {2}\(/.exec(line)?.[1] ?? recording;
    const differ = /^ {2}differ {2}(\S+) .*?: recorded (.*?)(?: \(further on: .*\))?$/.exec(line);
    if (differ !== null) findings.push({ of: differ[1]!, text: differ[2]! });
    // A request that isn't compared was refused, or a state wasn't reached.
    if (/^ {4}(set-up|waited in vain) /.test(line))
      findings.push({ of: `${recording}#between`, text: line.trim() });
    if (/^On every recorded answer/.test(line)) answers = "every answer";
    const header = /^ {2}(\S+): (\d+) of (\d+)$/.exec(line);
    if (answers !== "" && header !== null && header[2] !== header[3])
      findings.push({ of: answers, text: `header ${header[1]} on ${header[2]} of ${header[3]}` });
  }
  return findings;
};

const withoutExceptions = (
  { of, text }: Finding,
  exceptions: readonly Exception[],
  used: Set<Exception>,
): string => {
  let rest = text;
  for (const exception of exceptions) {
    if (!exception.of.test(of)) continue;
    const cut = rest.replaceAll(new RegExp(exception.difference.source, "g"), "");
    if (cut !== rest) used.add(exception);
    rest = cut;
  }
  return rest.replace(/^[;\s]+/, "").replaceAll(/(;\s*)+(?=;|$)/g, "");
};
