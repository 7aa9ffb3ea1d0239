import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../root.ts";
import { animatedTerminal } from "./animated-terminal.ts";
import { lastFrameOf } from "./last-frame.ts";
import { terminalFrames } from "./terminal-frames.ts";
import { pictureCommands } from "./terminal-scenes.ts";

const committed = readFileSync(join(root, "docs/submit.svg"), "utf8");
const readme = readFileSync(join(root, "README.md"), "utf8");

describe("README's picture of a terminal", () => {
  it("runs commands that README shows", () => {
    for (const command of pictureCommands) {
      assert(committed.includes(command.replaceAll(">", "&gt;")), command);
      assert(readme.includes(command.replace("npx azbatch submit", "npm run submit")), command);
    }
  });

  it("names nothing of the machine on which it was made", () => {
    for (const text of [root, homedir(), tmpdir()]) assert(!committed.includes(text), text);
  });

  it("is smaller than 150 kB, and describes itself", () => {
    assert(committed.length < 150_000, `${committed.length}`);
    assert.match(committed, /<title id="title">.+<\/title>\n<desc id="description">.+<\/desc>/);
  });
});

describe("an animated terminal", () => {
  const size = { columns: 20, rows: 4 };
  const pieces = [
    { ms: 0, text: "$ go\r\n" },
    { ms: 1000, text: "\x1b[2m1 of 2\x1b[0m <&> \r\n" },
    { ms: 1010, text: "\x1b[1A\x1b[2K\x1b[32m2 of 2\x1b[39m  done" },
    { ms: 3000, text: "\r\nend" },
  ];
  const draw = async () =>
    animatedTerminal(await terminalFrames(pieces, size), size, { title: "a & b", description: "c" });

  it("shows the last screen without its animation, with lines that were overwritten left out", async () => {
    assert.deepEqual(lastFrameOf(await draw()), ["$ go", "2 of 2 done", "end"]);
  });

  it("shows each line from the frame in which it appears to the one in which it changes", async () => {
    const frames = await terminalFrames(
      [...pieces, { ms: 4000, text: "\x1bc" }, { ms: 4500, text: "x" }],
      size,
    );
    const svg = animatedTerminal(frames, size, { title: "", description: "" });
    // 4.5 s, and the pause of 6 s: 1.01 s are 9.62%.
    assert.match(
      svg,
      /@keyframes t\d\{0%\{visibility:hidden\}9.62%\{visibility:visible\}38.1%\{visibility:hidden\}\}/,
    );
    assert.deepEqual(lastFrameOf(svg), ["x"]);
  });

  it("contains text as text, and colours of the terminal", async () => {
    const svg = await draw();
    assert.match(svg, /<title id="title">a &amp; b<\/title>/);
    assert.match(svg, /fill="#7ee787">2 of 2<\/text>/);
  });
});
