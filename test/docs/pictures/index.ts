import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../root.ts";
import { animatedTerminal } from "./animated-terminal.ts";
import { takeScreenshots } from "./screenshots.ts";
import { terminalFrames } from "./terminal-frames.ts";
import { pictureCommands, pictureSize, recordScenes } from "./terminal-scenes.ts";

// `npm run docs:pictures`
const frames = await terminalFrames(await recordScenes(pictureCommands), pictureSize);
await writeFile(
  join(root, "docs/submit.svg"),
  animatedTerminal(frames, pictureSize, {
    title: pictureCommands.join(", "),
    description:
      "A terminal runs the sample, then a script for 12 texts, and shows progress, results and the verdict.",
  }),
);
await takeScreenshots();
