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

/** Handlers of the engine's calls, by their names in its protocol. */
export const answers = (operations: ProviderOperations) => ({
  configure: (request: ConfigureRequest) => {
    operations.configure(messages.clientSettingsIn(request));
    return messages.configureResponse();
  },
  check: (request: CheckRequest) =>
    messages.checkResponse(
      operations.check(namedIn(request.getUrn()), inputsIn(request.getOlds()), inputsIn(request.getNews()), {
        digits: digitsOf(request.getRandomseed_asU8()),
        autonaming: messages.autonamingIn(request),
      }),
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
    messages.readResponse(
      await operations.read(namedIn(request.getUrn()), request.getId(), inputsIn(request.getInputs())),
    ),
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

// From the engine's seed, so that a preview chooses the same names as the update.
const digitsOf = (seed: Uint8Array): string | undefined =>
  seed.length === 0 ? undefined : hash("sha256", seed);
