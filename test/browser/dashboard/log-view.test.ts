import assert from "node:assert/strict";
import type { LogPart } from "../../../browser/contract/dashboard-tasks.ts";
import { describePages } from "./describe-pages.ts";

const part = (offset: number, text: string, more: Partial<LogPart> = {}): LogPart => ({
  offset,
  end: offset + text.length,
  text,
  hasGap: false,
  isComplete: false,
  ...more,
});

const lines = (first: number, end: number): string =>
  Array.from({ length: end - first }, (_, i) => `line ${first + i}\n`).join("");

describePages("a log of the dashboard", (on) => {
  const topic = "log/j/texts-00002/stdout.txt";
  const write = (text: string, more?: Partial<LogPart>): void => {
    on.server.publish(topic, part(end, text, more));
    end += text.length;
  };
  let end = 0;
  beforeEach(() => {
    end = 0;
  });

  it("follows the end until the reader scrolls up, and then on request", async () => {
    const page = await on.open("#/runs/j/tasks/texts-00002");
    const log = page.getByRole("region", { name: "stdout.txt" });
    write(lines(0, 100));
    await log.getByText("line 99").waitFor();
    const isAtEnd = (): Promise<boolean> =>
      log.evaluate(
        ({ scrollTop, clientHeight, scrollHeight }) => scrollTop + clientHeight >= scrollHeight - 2,
      );
    assert.equal(await isAtEnd(), true);
    await log.evaluate((element) => element.scrollTo(0, 100));
    await page.getByRole("button", { name: "Follow" }).waitFor();
    write(lines(100, 200));
    await log.getByText("line 199").waitFor();
    assert.equal(await log.evaluate(({ scrollTop }) => scrollTop), 100);
    await page.getByRole("button", { name: "Follow" }).click();
    assert.equal(await isAtEnd(), true);
    write(lines(200, 300));
    await log.getByText("line 299").waitFor();
    assert.equal(await isAtEnd(), true);
  });

  it("shows gaps, sizes and the end", async () => {
    const page = await on.open("#/runs/j/tasks/texts-00002");
    write("first\n");
    await page.getByText("6 B, being written").waitFor();
    end = 100_000;
    write("last\n", { hasGap: true, isComplete: true });
    await page.getByText("Lines are left out here").waitFor();
    await page.getByText("100.0 kB", { exact: true }).waitFor();
  });

  it("keeps the page small for a long log", async () => {
    const page = await on.open("#/runs/j/tasks/texts-00002");
    for (let i = 0; i < 20; i++) write(lines(i * 10_000, (i + 1) * 10_000));
    const log = page.getByRole("region", { name: "stdout.txt" });
    await log.getByText("line 199999").waitFor();
    await log.getByText("The beginning is left out").waitFor();
    const length = await log.evaluate(({ textContent }) => textContent?.length ?? 0);
    assert(length < 1_000_000, `${length} characters`);
    assert((await log.locator("pre").count()) <= 32);
  });

  it("says why there is no log", async () => {
    on.server.publishProblem(topic, { code: "TaskNotStarted", message: "the task has not started" });
    const page = await on.open("#/runs/j/tasks/texts-00002");
    await page.getByText("the task has not started").waitFor();
  });
});
