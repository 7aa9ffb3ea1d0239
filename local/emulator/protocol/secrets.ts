/** Definitions with a secret, by the secret's property. Azure's responses don't have them. */
const secrets: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "password",
    [
      "UserAccount",
      "ContainerRegistry",
      "CIFSMountConfiguration",
      "ComputeNodeUser",
      "NodeUpdateUserParameter",
    ],
  ],
  ["sshPrivateKey", ["LinuxUserConfiguration"]],
  ["accountKey", ["AzureBlobFileSystemConfiguration", "AzureFileShareConfiguration"]],
  ["sasKey", ["AzureBlobFileSystemConfiguration"]],
  ["protectedSettings", ["VMExtension"]],
]);

/** Returns whether a property of a definition is a secret. */
export const isSecret = (definition: string, property: string): boolean =>
  secrets.get(property)?.includes(definition) === true;

/** Returns a JSON text without properties that have a secret's name, in any object. */
export const withoutSecrets = (json: string): string =>
  JSON.stringify(JSON.parse(json, (name, value: unknown) => (secrets.has(name) ? undefined : value)));
