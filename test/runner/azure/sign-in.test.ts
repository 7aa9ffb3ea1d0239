import assert from "node:assert/strict";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { connectClients } from "../../../runner/azure/clients.ts";
import type { RunnerError } from "../../../runner/errors.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { selfSigned } from "../../helpers/self-signed.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { containersAt, entraOutputs } from "../outputs.ts";

interface Seen {
  readonly url: string;
  readonly authorization: string | undefined;
}

interface Service {
  readonly origin: string;
  readonly seen: Seen[];
  readonly close: () => void;
}

const listen = async (server: Server, scheme: string): Promise<string> => {
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Starts a server that sends this answer to every request. */
const serve = async (
  answer: { status: number; body?: unknown; headers?: Record<string, string> },
  tls?: { cert: string; key: string },
): Promise<Service> => {
  const seen: Seen[] = [];
  const listener: RequestListener = ({ url = "", headers }, response) => {
    seen.push({ url, authorization: headers.authorization });
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
  };
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  const origin = await listen(server, tls ? "https" : "http");
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { origin, seen, close };
};

/** A managed identity endpoint like Azure App Service's, whose tokens contain the resource's name. */
const serveTokens = async (): Promise<Service> => {
  const seen: Seen[] = [];
  const server = createHttpServer(({ url = "", headers }, response) => {
    seen.push({ url, authorization: String(headers["x-identity-header"]) });
    const resource = new URL(url, "http://x").searchParams.get("resource");
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ access_token: `token for ${resource}`, expires_on, resource, token_type: "Bearer" }),
    );
  });
  const origin = await listen(server, "http");
  return { origin, seen, close: () => void server.close() };
};

const connect = ({ origin: batch }: Service, { origin: storage }: Service) =>
  connectClients(
    entraOutputs({ batchAccountEndpoint: batch, ...containersAt(`${storage}/store`) }),
    quietPolicy(fakeClock()),
  );

describe("sign-in with Entra ID", function () {
  this.timeout(20_000);
  const authorities = getCACertificates("default");
  let tls: Awaited<ReturnType<typeof selfSigned>>;
  let environment: NodeJS.ProcessEnv;
  const services: Service[] = [];
  const started = async (service: Promise<Service>): Promise<Service> => {
    services.push(await service);
    return service;
  };
  const signedInBy = (variables: Record<string, string>): void => {
    Object.assign(process.env, variables);
  };
  const managedIdentity = ({ origin }: Service) => ({
    AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
    IDENTITY_ENDPOINT: `${origin}/msi/token`,
    IDENTITY_HEADER: "proof",
  });

  before(async () => {
    tls = await selfSigned();
    // Copied here because mocha's global set-up adds variables after loading this file.
    environment = { ...process.env };
    setDefaultCACertificates([...authorities, tls.cert]);
  });
  after(() => setDefaultCACertificates(authorities));
  afterEach(() => {
    for (const service of services.splice(0)) service.close();
    process.env = { ...environment };
  });

  it("sends each service its own token, and reuses it between requests", async () => {
    const tokens = await started(serveTokens());
    const batch = await started(serve({ status: 200, body: { id: "j" } }));
    const storage = await started(serve({ status: 200, headers: { "content-length": "0" } }, tls));
    signedInBy(managedIdentity(tokens));
    const { batch: client, input, output } = connect(batch, storage);
    await client.getJob("j");
    await client.getJob("j");
    await Promise.all([input.getProperties("a"), output.getProperties("b")]);
    const authorizations = ({ seen }: Service) => seen.map(({ authorization }) => authorization);
    assert.deepEqual(
      authorizations(batch),
      Array(2).fill("Bearer token for https://batch.core.windows.net/"),
    );
    assert.deepEqual(authorizations(storage), Array(2).fill("Bearer token for https://storage.azure.com"));
    assert.equal(tokens.seen.length, 2);
    assert(tokens.seen.every(({ authorization }) => authorization === "proof"));
  });

  it("passes nodes the pool's identity for blobs, without a SAS", async () => {
    const batch = await started(serve({ status: 200 }));
    const { nodeAccess } = connect(batch, batch);
    const { application, input, output } = nodeAccess({
      createdAt: new Date(),
      maxWallClockTimeMs: 3_600_000,
    });
    const identityReference = { resourceId: entraOutputs().nodeIdentityId };
    const store = `${batch.origin}/store`;
    const code = { httpUrl: `${store}/application/my%20words/code.mjs`, identityReference };
    assert.deepEqual(application("my words/code.mjs"), code);
    assert.deepEqual(input("abc"), { httpUrl: `${store}/input/abc`, identityReference });
    assert.deepEqual(output, { containerUrl: `${store}/output`, identityReference });
  });

  it("throws RoleMissing with the role, its scope and the command that assigns it", async () => {
    const tokens = await started(serveTokens());
    const refuses = { code: "PermissionDenied", message: { value: "No permission.\nRequestId:1" } };
    const batch = await started(serve({ status: 403, body: refuses }));
    const mismatch = { "x-ms-error-code": "AuthorizationPermissionMismatch" };
    const storage = await started(serve({ status: 403, headers: mismatch }, tls));
    signedInBy(managedIdentity(tokens));
    const { batch: client, input } = connect(batch, storage);
    const scope =
      "--scope /subscriptions/s-1/resourceGroups/rg/providers/Microsoft.Batch/batchAccounts/batch";
    await assert.rejects(
      client.getJob("j"),
      isEnvironmentError(
        "RoleMissing",
        ...[
          "Azure Batch Data Contributor",
          "Batch account batch",
          "PermissionDenied: No permission",
          `${scope}\n`,
        ],
      ),
    );
    await assert.rejects(
      input.read("a"),
      isEnvironmentError(
        "RoleMissing",
        ...["Storage Blob Data Contributor", "storage account store", "AuthorizationPermissionMismatch"],
      ),
    );
  });

  it("throws SignInFailed with one line and a hint if no credential works", async () => {
    const batch = await started(serve({ status: 200 }));
    const storage = await started(serve({ status: 200 }, tls));
    signedInBy({ AZURE_TOKEN_CREDENTIALS: "AzureCliCredential", PATH: "/nowhere" });
    const { batch: client, input } = connect(batch, storage);
    const expected = (error: RunnerError): boolean => {
      assert.equal(error.message.split("\n").length, 1);
      return isEnvironmentError(
        "SignInFailed",
        ...["Azure CLI could not be found", "az login"],
        ...["Azure Batch Data Contributor on Batch account batch"],
        ...["Storage Blob Data Contributor on storage account store"],
      )(error);
    };
    await assert.rejects(client.getJob("j"), expected);
    await assert.rejects(input.read("a"), expected);
    assert.deepEqual([batch.seen, storage.seen], [[], []]);
  });
});
