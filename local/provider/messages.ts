import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import proto, {
  type CheckRequest,
  type ConfigureRequest,
  type DiffResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import struct, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Autonaming, CheckFailure } from "../provision/check.ts";
import type { ClientSettings, Inputs } from "../provision/provisioner.ts";
import type { Resource } from "../provision/resources.ts";
import type { Difference, Named } from "./operations.ts";

/** Returns the inputs of a message's property bag; empty if it has none. */
export const inputsIn = (bag: Struct | undefined): Inputs => bag?.toJavaScript() ?? {};

export const bagOf = (inputs: Inputs): Struct =>
  struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs)));

// urn:pulumi:<stack>::<project>::<type of parent>$<type>::<name>
export const namedIn = (urn: string): Named => ({
  urn,
  type: urn.split("::")[2]?.split("$").at(-1) ?? "",
  name: urn.split("::").slice(3).join("::"),
});

export const pluginInfo = (version: string) => {
  const info = new plugin.PluginInfo();
  info.setVersion(version);
  return info;
};

const clientSettings = ["subscriptionId", "tenantId", "clientId"];

/** Returns the client settings. Other settings of azure-native have no effect here. */
export const clientSettingsIn = (request: ConfigureRequest): ClientSettings =>
  Object.fromEntries(
    request
      .getVariablesMap()
      .getEntryList()
      .map(([name, value]) => [name.replace("azure-native:config:", ""), value])
      .filter(([name = ""]) => clientSettings.includes(name)),
  );

const { PROPOSE, ENFORCE, DISABLE } = proto.CheckRequest.AutonamingOptions.Mode;

const modes = new Map<number, Autonaming["mode"]>([
  [PROPOSE, "propose"],
  [ENFORCE, "enforce"],
  [DISABLE, "disable"],
]);

/** Returns the stack's setting `pulumi:autonaming` for the resource; undefined if it has none. */
export const autonamingIn = (request: CheckRequest): Autonaming | undefined => {
  const options = request.getAutonaming();
  const mode = options && modes.get(options.getMode());
  return options && mode && { mode, name: options.getProposedName() };
};

export const configureResponse = () => {
  const response = new proto.ConfigureResponse();
  // The engine tracks secrets itself, so that support for them is not needed.
  response.setSupportspreview(true);
  response.setSupportsAutonamingConfiguration(true);
  return response;
};

export const checkResponse = ({ inputs, failures }: { inputs: Inputs; failures: CheckFailure[] }) => {
  const response = new proto.CheckResponse();
  response.setInputs(bagOf(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new proto.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
};

export const diffResponse = ({ changes, replaces, deleteBeforeReplace }: Difference): DiffResponse => {
  const response = new proto.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
  response.setChanges(changes.size > 0 ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, { kind, replaces: isReplaced }] of changes) {
    const property = new proto.PropertyDiff();
    const name =
      `${kind}${isReplaced ? "_replace" : ""}`.toUpperCase() as keyof typeof proto.PropertyDiff.Kind;
    property.setKind(proto.PropertyDiff.Kind[name]);
    property.setInputdiff(true);
    response.getDetaileddiffMap().set(path, property);
  }
  return response;
};

export const createResponse = ({ id, state }: { id?: string; state: Inputs }) => {
  const response = new proto.CreateResponse();
  response.setId(id ?? "");
  response.setProperties(bagOf(state));
  return response;
};

/** Returns the response for a resource; an empty one means that the resource doesn't exist. */
export const readResponse = (found: (Resource & { inputs: Inputs }) | undefined) => {
  const response = new proto.ReadResponse();
  if (found === undefined) return response;
  response.setId(found.id);
  response.setInputs(bagOf(found.inputs));
  response.setProperties(bagOf(found.state));
  return response;
};

export const updateResponse = (state: Inputs) => {
  const response = new proto.UpdateResponse();
  response.setProperties(bagOf(state));
  return response;
};

export const invokeResponse = (result: Inputs) => {
  const response = new proto.InvokeResponse();
  response.setReturn(bagOf(result));
  return response;
};
