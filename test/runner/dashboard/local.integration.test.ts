import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { openPage } from "./dashboard-page.ts";

const program = join(import.meta.dirname, "../../../runner/cli/bin.mjs");

describe("azbatch local: dashboard", function () {
  this.timeout(60_000);

  it("serves the cloud's dashboard until Ctrl-C", () =>
    withTemporaryFolder(async (cwd) => {
      const env = { ...process.env, BATCH_LOCAL_DIR: join(cwd, "cloud") };
      const child = spawn(process.execPath, [program, "local"], { cwd, env, stdio: "pipe" });
      const stderr = text(child.stderr);
      let printed = "";
      for await (const chunk of child.stdout) {
        printed += chunk;
        if (printed.includes("token=")) break;
      }
      const url = /http:\S+token=\S+/.exec(printed)?.[0] ?? assert.fail(await stderr);
      assert(printed.indexOf("The local cloud is running") < printed.indexOf(url));
      const page = await openPage(url);
      const pools = await page.untilValue("pools", ([pool]) => pool?.nodes.length === 2);
      assert.equal(pools[0]?.id, "workers");
      const environment = await page.untilValue("environment", () => true);
      assert.equal(environment.kind, "local cloud");
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      assert.equal(code, 0, await stderr);
      assert.doesNotMatch(await stderr, /Error|not available/);
      await assert.rejects(fetch(page.origin));
    }));
});
