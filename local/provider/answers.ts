import { hash } from "node:crypto";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import * as messages from "./messages.ts";
import type { ProviderOperations } from "./operations.ts";

const { inputsIn, namedIn } = messages;

/** What the engine's calls about resources and functions are answered, by the names that its protocol has for them. */
export const answers = (operations: ProviderOperations) => ({
  configure: (request: ConfigureRequest) => {
    operations.configure(messages.clientSettingsIn(request));
    return messages.configureResponse();
  },
  check: (request: CheckRequest) =>
    messages.checkResponse(
      operations.check(
        namedIn(request.getUrn()),
        inputsIn(request.getOlds()),
        inputsIn(request.getNews()),
        digitsOf(request.getRandomseed_asU8()),
      ),
    ),
  diff: (request: DiffRequest) =>
    messages.diffResponse(
      operations.diff(
        namedIn(request.getUrn()),
        inputsIn(request.getOldInputs()),
        inputsIn(request.getNews()),
      ),
    ),
  create: async (request: CreateRequest) =>
    messages.createResponse(
      await operations.create(
        namedIn(request.getUrn()),
        inputsIn(request.getProperties()),
        request.getPreview(),
      ),
    ),
  read: async (request: ReadRequest) =>
    messages.readResponse(await operations.read(namedIn(request.getUrn()), request.getId())),
  update: async (request: UpdateRequest) => {
    const olds = { inputs: inputsIn(request.getOldInputs()), state: inputsIn(request.getOlds()) };
    const news = inputsIn(request.getNews());
    return messages.updateResponse(
      await operations.update(namedIn(request.getUrn()), olds, news, request.getPreview()),
    );
  },
  delete: async (request: DeleteRequest) => {
    await operations.delete(request.getId());
    return new empty.Empty();
  },
  invoke: (request: InvokeRequest) =>
    messages.invokeResponse(operations.invoke(request.getTok(), inputsIn(request.getArgs()))),
});

// The engine's seed makes the preview choose the names that the update will choose.
const digitsOf = (seed: Uint8Array): string | undefined =>
  seed.length === 0 ? undefined : hash("sha256", seed);
