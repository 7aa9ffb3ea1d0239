import { glob } from "node:fs/promises";
import type { InstrumenterContext, StrykerOptions } from "@stryker-mutator/api/core";
import { commonTokens, declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import Mocha from "mocha";
import * as v from "valibot";
import { mochaHooks } from "../hooks.ts";

declare global {
  /** Read by the code that Stryker instruments. */
  var __stryker__: InstrumenterContext | undefined;
}

/** Option with globs of test files. Stryker's own `testFiles` never runs a test for a static mutant. */
export const testFilesOption = "mirroredTests";

// Fails tests that wait for something the mutant never does; Stryker's own time limit restarts the process.
const TEST_TIMEOUT_MS = 10_000;

/**
 * Runs test files for Stryker in one process and activates one mutant per run.
 *
 * @stryker-mutator/mocha-runner 10.0.0 can't be used: it loads `mocha/lib/cli/run-helpers`, which mocha 12 renamed.
 */
class MochaRunner implements TestRunner {
  static readonly inject: [typeof commonTokens.options] = [commonTokens.options];
  readonly #testFiles: readonly string[];
  readonly #context: InstrumenterContext;
  readonly #mocha = new Mocha({ timeout: TEST_TIMEOUT_MS, rootHooks: mochaHooks });
  #results: TestResult[] = [];
  #loaded = false;

  constructor(options: StrykerOptions) {
    globalThis.__stryker__ ??= {};
    this.#context = globalThis.__stryker__;
    this.#testFiles = v.parse(v.array(v.string()), options[testFilesOption]);
  }

  /** A module that node has imported can't be loaded again, so Stryker starts a process per static mutant. */
  capabilities(): { reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    this.#mocha.cleanReferencesAfterRun(false);
    for await (const file of glob([...this.#testFiles])) this.#mocha.addFile(file);
    this.#mocha.reporter(reporterTo((result) => this.#results.push(result)));
  }

  async dryRun({ coverageAnalysis, disableBail }: DryRunOptions): Promise<DryRunResult> {
    const context = this.#context;
    let recording = coverageAnalysis === "perTest";
    this.#mocha.suite.beforeEach(function () {
      if (recording) context.currentTestId = this.currentTest?.fullTitle();
    });
    const result = await this.#run(disableBail);
    recording = false;
    return result.status === DryRunStatus.Complete
      ? { ...result, mutantCoverage: context.mutantCoverage }
      : result;
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, testFilter, disableBail, hitLimit, mutantActivation } = options;
    this.#context.hitLimit = hitLimit;
    this.#context.hitCount = hitLimit === undefined ? undefined : 0;
    const titles = testFilter?.map((title) => title.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")) ?? [];
    this.#mocha.grep(new RegExp(testFilter ? `^(?:${titles.join("|")})$` : ""));
    if (mutantActivation === "static") this.#context.activeMutant = activeMutant.id;
    return toMutantRunResult(await this.#run(disableBail, activeMutant.id));
  }

  async #run(disableBail: boolean, mutant?: string): Promise<DryRunResult> {
    try {
      if (!this.#loaded) await this.#mocha.loadFilesAsync();
      this.#loaded = true;
      setBail(this.#mocha.suite, !disableBail);
      this.#context.activeMutant = mutant;
      this.#results = [];
      await new Promise<void>((resolve) => this.#mocha.run(() => resolve()));
      const { hitCount, hitLimit } = this.#context;
      return (
        determineHitLimitReached(hitCount, hitLimit) ?? {
          status: DryRunStatus.Complete,
          tests: this.#results,
        }
      );
    } catch (error) {
      return { status: DryRunStatus.Error, errorMessage: String(error) };
    }
  }
}

const setBail = (suite: Mocha.Suite, bail: boolean): void => {
  suite.bail(bail);
  for (const inner of suite.suites) setBail(inner, bail);
};

/** A mocha reporter that calls `report` once per finished test, and per failed hook. */
const reporterTo = (report: (result: TestResult) => void): Mocha.ReporterConstructor =>
  class extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
      super(runner, options);
      const base = (test: Mocha.Runnable) => ({
        id: test.fullTitle(),
        name: test.fullTitle(),
        fileName: test.file,
        timeSpentMs: test.duration ?? 0,
      });
      runner.on("pass", (test) => report({ ...base(test), status: TestStatus.Success }));
      runner.on("pending", (test) => report({ ...base(test), status: TestStatus.Skipped }));
      runner.on("fail", (test, error) =>
        report({ ...base(test), status: TestStatus.Failed, failureMessage: String(error?.message ?? error) }),
      );
    }
  };

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "mocha", MochaRunner)];
