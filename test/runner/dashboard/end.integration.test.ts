import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describeOnCloud } from "../on-cloud.ts";
import { openPage } from "./dashboard-page.ts";

const program = join(import.meta.dirname, "../../../runner/cli/bin.mjs");

describeOnCloud("azbatch dashboard: end", ({ cloud }) => {
  it("ends all connections and the process at Ctrl-C", async () => {
    const words = ["dashboard", "--outputs", cloud.outputsFile, "--json"];
    const child = spawn(process.execPath, [program, ...words], { cwd: cloud.folder, stdio: "pipe" });
    const stderr = text(child.stderr);
    let printed = "";
    for await (const chunk of child.stdout) {
      printed += chunk;
      if (printed.includes('"dashboard"')) break;
    }
    const { url } = JSON.parse(printed.trim().split("\n").at(-1) ?? "");
    const page = await openPage(url);
    let isOpen = false;
    const stream = page
      .follow("runs", AbortSignal.timeout(30_000), () => {
        if (isOpen) return;
        isOpen = true;
        child.kill("SIGINT");
      })
      .catch((error: Error) => assert.notEqual(error.name, "TimeoutError"));
    const [code] = await once(child, "exit");
    await stream;
    assert.equal(isOpen, true);
    assert.equal(code, 0, await stderr);
    assert.doesNotMatch(await stderr, /Error/);
    await assert.rejects(fetch(page.origin));
  });
});
