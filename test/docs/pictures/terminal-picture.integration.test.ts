import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { normalise } from "../../helpers/snapshot.ts";
import { root } from "../root.ts";
import { lastFrameOf } from "./last-frame.ts";
import { terminalFrames, textOfFrame } from "./terminal-frames.ts";
import { pictureCommands, pictureSize, recordScenes } from "./terminal-scenes.ts";

/** Replaces what differs between runs: ids, and numbers. */
const comparable = (lines: readonly string[]): string[] =>
  lines.map((line) =>
    normalise(line.replaceAll(/ {2,}/g, " "), { "<node>": /\btvm\S{11}(?= )/g }).replaceAll(
      /\d+(\.\d+)?/g,
      "0",
    ),
  );

describe("README's picture of a terminal, recorded again", function () {
  this.timeout(90_000);

  it("ends as the picture does; otherwise run `npm run docs:pictures`", async function () {
    // Its `script` takes the command that runs on the terminal.
    if (process.platform !== "linux") return this.skip();
    execFileSync("script", ["--version"]);
    const frames = await terminalFrames(await recordScenes(pictureCommands.slice(-1)), pictureSize);
    const printed = textOfFrame(frames.at(-1)!).split("\n");
    const shown = lastFrameOf(readFileSync(join(root, "docs/submit.svg"), "utf8"));
    assert.deepEqual(comparable(shown), comparable(printed));
  });
});
