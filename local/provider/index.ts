import { promisify } from "node:util";
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { ExpectedError, messageOf, stackOf } from "../emulator/system/errors.ts";
import { LocalCloudError } from "../errors.ts";
import type { Cloud } from "../provision/provisioner.ts";
import { answers } from "./answers.ts";
import { pluginInfo } from "./messages.ts";
import { providerOperations } from "./operations.ts";

/** The azure-native provider for the Pulumi CLI, which connects with `PULUMI_DEBUG_PROVIDERS=azure-native:<port>`. */
export interface PulumiProvider {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts a gRPC server for the engine's protocol. The server of @pulumi/pulumi/provider is not used: it takes over its process,
 * cannot be stopped, and supports no property-level diffs, old inputs or previews.
 *
 * @throws LocalCloudError `PortInUse`
 */
export const startProvider = async (
  cloud: Cloud,
  { port = 0, log }: { port?: number; log: (line: string) => void },
): Promise<PulumiProvider> => {
  const onBug = (error: unknown) => log(`internal error: ${stackOf(error)}`);
  const server = new Server();
  server.addService(service.ResourceProviderService, handlers(cloud, onBug));
  const bound = await promisify(server.bindAsync.bind(server))(
    `127.0.0.1:${port}`,
    ServerCredentials.createInsecure(),
  ).catch((error: unknown) => {
    // gRPC puts the error's code only into its message.
    const isTaken = messageOf(error).includes("EADDRINUSE");
    throw isTaken ? new LocalCloudError("PortInUse", messageOf(error)) : error;
  });
  return { endpoint: `http://127.0.0.1:${bound}`, close: async () => server.forceShutdown() };
};

const handlers = (cloud: Cloud, onBug: (error: unknown) => void): UntypedServiceImplementation => {
  const unary =
    <Request, Response>(
      answer: (request: Request) => Promise<Response> | Response,
    ): handleUnaryCall<Request, Response> =>
    async ({ request }, callback: sendUnaryData<Response>) => {
      try {
        callback(null, await answer(request));
      } catch (error) {
        if (!(error instanceof ExpectedError)) onBug(error);
        callback({ code: status.UNKNOWN, details: messageOf(error) });
      }
    };
  const nothing = unary(() => new empty.Empty());
  const {
    configure,
    check,
    diff,
    create,
    read,
    update,
    delete: remove,
    invoke,
  } = answers(providerOperations(cloud));
  return {
    getPluginInfo: unary(() => pluginInfo("3.28.0")),
    attach: nothing,
    cancel: nothing,
    configure: unary(configure),
    check: unary(check),
    diff: unary(diff),
    create: unary(create),
    read: unary(read),
    update: unary(update),
    delete: unary(remove),
    invoke: unary(invoke),
  };
};
