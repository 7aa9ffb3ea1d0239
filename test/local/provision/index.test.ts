import assert from "node:assert/strict";
import { invokeOf, provisionerOf, provisioners } from "../../../local/provision/index.ts";
import { declareFor } from "../../helpers/declare-environment.ts";
import { declaredBy } from "../../helpers/declared-resources.ts";
import { everything, settingsOf } from "../../helpers/settings.ts";

describe("provisioners", () => {
  it("exist for every resource type that the program declares", async () => {
    const { resources } = await declaredBy(() => declareFor(settingsOf(everything)));
    const declared = resources.map(({ type }) => type).filter((type) => type.startsWith("azure-native:"));
    assert.deepEqual(
      declared.filter((type) => !(type in provisioners)),
      [],
    );
  });

  it("refuse an unknown type or function by name", () => {
    assert.throws(() => provisionerOf("azure-native:web:WebApp"), {
      code: "UnknownResourceType",
      message: /azure-native:web:WebApp/,
    });
    assert.throws(() => invokeOf("azure-native:web:listSecrets"), {
      code: "UnknownFunction",
      message: /azure-native:web:listSecrets/,
    });
  });
});
