import assert from "node:assert/strict";
import { until } from "../../helpers/until.ts";
import { describePages } from "./describe-pages.ts";
import { runningRun } from "./sample-data.ts";

describePages("moving between the dashboard's pages", (on) => {
  it("moves the focus to the new page's heading, and names the page in the title", async () => {
    const page = await on.open("#/runs");
    await until(async () => (await page.title()) === "2 running – azbatch", { what: "the title" });
    await page.getByRole("link", { name: runningRun.jobId }).click();
    await until(async () => (await page.title()) === "39% done – top-words – azbatch", {
      what: "the title",
    });
    assert.equal(await page.locator(":focus").textContent(), runningRun.jobId);
    await page.goBack();
    await page.locator("h1:focus", { hasText: "Runs" }).waitFor();
  });

  it("skips to the content without leaving the page", async () => {
    const page = await on.open("#/pools");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(":focus").getAttribute("id"), "main");
    assert.equal(new URL(page.url()).hash, "#/pools");
  });

  it("marks the section of the page in the navigation", async () => {
    const page = await on.open("#/jobs/python-job");
    assert.equal(await page.locator("[aria-current=page]").textContent(), "Jobs");
  });

  it("shows how to start the first run", async () => {
    on.server.publish("runs", []);
    const page = await on.open("#/runs");
    await page.getByText("npx azbatch submit --stack prod", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Copy command" }).waitFor();
  });

  it("subscribes only to what the page shows", async () => {
    const page = await on.open("#/pools");
    assert.deepEqual(on.server.streams(), [["environment", "pools"]]);
    await page.getByRole("navigation").getByRole("link", { name: "Jobs" }).click();
    await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
    await page.getByText("nightly", { exact: true }).waitFor();
    assert.deepEqual(on.server.streams(), [["environment", "jobs", "schedules"]]);
  });
});
