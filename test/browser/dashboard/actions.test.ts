import assert from "node:assert/strict";
import { axeViolations } from "../../helpers/chromium.ts";
import { describePages } from "./describe-pages.ts";
import { pools, runningRun } from "./sample-data.ts";

const address = `#/runs/${runningRun.jobId}`;

describePages("actions of the dashboard", (on) => {
  it("say what they do before they do it, and can be left with Escape", async () => {
    const page = await on.open(address);
    await page.getByRole("button", { name: "Cancel…" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel this run?" });
    await dialog.getByText("its 48 running tasks").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal(await page.locator(":focus").textContent(), "Cancel…");
    assert.deepEqual(on.server.posts, []);
  });

  it("announce their result", async () => {
    on.server.answer = { message: "Batch ends the job." };
    const page = await on.open(address);
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("status").getByText("Batch ends the job.").waitFor();
    assert.deepEqual(on.server.posts, [`jobs/${runningRun.jobId}/cancel`]);
  });

  it("announce why they failed", async () => {
    on.server.answer = { code: "JobNotActive", message: "the job has ended", hint: "Retry the run." };
    const page = await on.open(address);
    await page.getByRole("button", { name: "Retry failed…" }).click();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.getByRole("status").getByText("JobNotActive").waitFor();
    await page.getByRole("status").getByText("Retry the run.").waitFor();
  });

  it("lead to the new run of a retry", async () => {
    on.server.answer = { message: "Started.", jobId: "top-words-2" };
    const page = await on.open(address);
    await page.getByRole("button", { name: "Retry failed…" }).click();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.getByRole("link", { name: "Show run top-words-2" }).click();
    await page.getByRole("heading", { level: 1, name: "top-words-2" }).waitFor();
  });

  it("are offered only where they make sense", async () => {
    const counts = { active: 0, running: 0, succeeded: 3, failed: 0 };
    on.server.publish(`run/${runningRun.jobId}`, { ...runningRun, state: "succeeded", counts });
    const page = await on.open(address);
    await page.getByRole("button", { name: "Download…" }).waitFor();
    assert.deepEqual(await page.locator(".actions button").allTextContents(), ["Download…"]);
  });

  it("evaluate an autoscale formula and show the variables", async () => {
    on.server.answer = {
      message: "Evaluated.",
      results: "$TargetDedicatedNodes=3;$NodeDeallocationOption=requeue",
    };
    const page = await on.open(`#/pools/${pools[0]?.id}`);
    await page.getByRole("button", { name: "Evaluate now" }).click();
    const row = page.getByRole("status").getByRole("row", { name: "$TargetDedicatedNodes" });
    await row.getByText("3", { exact: true }).waitFor();
    assert.deepEqual(on.server.posts, ["pools/workers/evaluate"]);
    await page.getByRole("textbox", { name: "Formula" }).fill("$TargetDedicatedNodes = 3;");
    await page.getByRole("button", { name: "Evaluate edited formula" }).click();
    await row.waitFor();
    assert.deepEqual(on.server.bodies, ["{}", '{"formula":"$TargetDedicatedNodes = 3;"}']);
  });
});
