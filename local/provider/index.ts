import { createHash } from "node:crypto";
import { promisify } from "node:util";
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type proto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { LocalCloudError, messageOf } from "../errors.ts";
import type { Cloud } from "../provision/provisioner.ts";
import * as messages from "./messages.ts";
import { providerOperations } from "./operations.ts";

/** azure-native for the real Pulumi CLI, which finds it by `PULUMI_DEBUG_PROVIDERS=azure-native:<port>`. */
export interface PulumiProvider {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Speaks the engine's protocol itself: the server of @pulumi/pulumi/provider takes over its process, cannot be ended, and
 * passes on neither property-level differences nor old inputs nor previews. Rejects with EADDRINUSE if the port is taken.
 */
export const startProvider = async (
  cloud: Cloud,
  { port = 0, log }: { port?: number; log: (line: string) => void },
): Promise<PulumiProvider> => {
  const onBug = (error: unknown) => log(`internal error: ${error instanceof Error ? error.stack : error}`);
  const server = new Server();
  server.addService(service.ResourceProviderService, handlers(cloud, onBug));
  const bound = await promisify(server.bindAsync.bind(server))(
    `127.0.0.1:${port}`,
    ServerCredentials.createInsecure(),
  ).catch((error: unknown) => {
    // The error's own code is lost in its text.
    const isTaken = messageOf(error).includes("EADDRINUSE");
    throw isTaken ? Object.assign(new LocalCloudError(messageOf(error)), { code: "EADDRINUSE" }) : error;
  });
  return { endpoint: `http://127.0.0.1:${bound}`, close: async () => server.forceShutdown() };
};

const handlers = (cloud: Cloud, onBug: (error: unknown) => void): UntypedServiceImplementation => {
  const operations = providerOperations(cloud);
  const { inputsIn, namedIn } = messages;

  const unary =
    <Request, Response>(
      answer: (request: Request) => Promise<Response> | Response,
    ): handleUnaryCall<Request, Response> =>
    async ({ request }, callback: sendUnaryData<Response>) => {
      try {
        callback(null, await answer(request));
      } catch (error) {
        if (!(error instanceof LocalCloudError)) onBug(error);
        callback({ code: status.UNKNOWN, details: messageOf(error) });
      }
    };
  const nothing = unary(() => new empty.Empty());

  return {
    getPluginInfo: unary(() => {
      const info = new plugin.PluginInfo();
      info.setVersion("3.28.0");
      return info;
    }),
    attach: nothing,
    cancel: nothing,
    configure: unary(messages.configureResponse),
    check: unary((request: proto.CheckRequest) =>
      messages.checkResponse(
        operations.check(
          namedIn(request.getUrn()),
          inputsIn(request.getOlds()),
          inputsIn(request.getNews()),
          digitsOf(request.getRandomseed_asU8()),
        ),
      ),
    ),
    diff: unary((request: proto.DiffRequest) =>
      messages.diffResponse(
        operations.diff(
          namedIn(request.getUrn()),
          inputsIn(request.getOldInputs()),
          inputsIn(request.getNews()),
        ),
      ),
    ),
    create: unary(async (request: proto.CreateRequest) =>
      messages.createResponse(
        await operations.create(
          namedIn(request.getUrn()),
          inputsIn(request.getProperties()),
          request.getPreview(),
        ),
      ),
    ),
    read: unary(async (request: proto.ReadRequest) =>
      messages.readResponse(await operations.read(namedIn(request.getUrn()), request.getId())),
    ),
    update: unary(async (request: proto.UpdateRequest) =>
      messages.updateResponse(
        await operations.update(
          namedIn(request.getUrn()),
          { inputs: inputsIn(request.getOldInputs()), state: inputsIn(request.getOlds()) },
          inputsIn(request.getNews()),
          request.getPreview(),
        ),
      ),
    ),
    delete: unary(async (request: proto.DeleteRequest) => {
      await operations.delete(request.getId());
      return new empty.Empty();
    }),
    invoke: unary((request: proto.InvokeRequest) =>
      messages.invokeResponse(operations.invoke(request.getTok(), inputsIn(request.getArgs()))),
    ),
  };
};

// The engine's seed makes the preview choose the names that the update will choose.
const digitsOf = (seed: Uint8Array): string | undefined =>
  seed.length === 0 ? undefined : createHash("sha256").update(seed).digest("hex");
