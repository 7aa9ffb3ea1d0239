import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** The image that `.ci/container` has built. */
const image = process.env.CONTAINER_IMAGE ?? "";

/** Runs podman and returns its stdout. Without systemd, podman complains about timers on stderr. */
export const podman = async (...args: string[]): Promise<string> =>
  (await execute("podman", args)).stdout.trim();

interface Container {
  readonly id: string;
  /** URL of the service on this machine. */
  readonly endpoint: string;
}

/** Runs the image with options of the emulator and of podman, its port mapped to a free one of loopback, and removes it afterwards. */
export const withContainer = async (
  args: readonly string[],
  use: (container: Container) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> => {
  const id = await podman("run", "--detach", "--publish", "127.0.0.1::10010", ...options, image, ...args);
  try {
    await use({ id, endpoint: `http://${await podman("port", id, "10010")}` });
  } finally {
    await podman("rm", "--force", id);
  }
};
