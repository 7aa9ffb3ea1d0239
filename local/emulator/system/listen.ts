import { once } from "node:events";
import type { Server } from "node:net";

/**
 * Listens on an address, by default loopback, and returns the port; 0 chooses a free one. Rejects with a code such as EADDRINUSE
 * if the port is taken.
 */
export const listen = async (server: Server, port = 0, host = "127.0.0.1"): Promise<number> => {
  await once(server.listen(port, host), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
};
