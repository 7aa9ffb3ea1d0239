import assert from "node:assert/strict";
import {
  blobFailure,
  containerListFailure,
  diskFull,
  exitCodeFailure,
  isDiskFull,
  isFullCode,
  launchFailed,
  outOfTime,
  programNotFound,
  resourceFileFailure,
  TaskFailureError,
  unknownFailure,
  uploadFailure,
} from "../../../../local/emulator/cluster/failures.ts";

const byStatus = {
  "a blob": [
    blobFailure,
    {
      404: "UserError BlobNotFound",
      401: "UserError BlobAccessDenied",
      403: "UserError BlobAccessDenied",
      400: "ServerError BlobDownloadMiscError",
      500: "ServerError BlobDownloadMiscError",
    },
  ],
  "a list of blobs": [
    containerListFailure,
    {
      401: "UserError ResourceContainerAccessDenied",
      403: "UserError ResourceContainerAccessDenied",
      404: "UserError ResourceContainerListMiscError",
    },
  ],
  "an upload": [
    uploadFailure,
    {
      404: "UserError FileUploadContainerNotFound",
      401: "UserError FileUploadAccessDenied",
      403: "UserError FileUploadAccessDenied",
      500: "UserError FileUploadMiscError",
    },
  ],
} as const;

describe("failures", () => {
  for (const [name, [failure, codes]] of Object.entries(byStatus))
    it(`of ${name} have Azure's category and code by HTTP status`, () => {
      for (const [status, expected] of Object.entries(codes)) {
        const { category, code, details } = failure(Number(status), { Name: "value" });
        assert.equal(`${category} ${code}`, expected, status);
        assert.deepEqual(details, [{ name: "Name", value: "value" }]);
      }
    });

  it("of the program are the user's, of the node the server's", () => {
    const user = [exitCodeFailure(), outOfTime(), programNotFound("x"), launchFailed("x")];
    const server = [diskFull("x"), unknownFailure("x"), resourceFileFailure("ResourceFileWriteFailed", {})];
    assert.deepEqual(
      user.map(({ category, code }) => `${category} ${code}`),
      ["FailureExitCode", "TaskEnded", "CommandProgramNotFound", "CommandLaunchFailed"].map(
        (code) => `UserError ${code}`,
      ),
    );
    assert.deepEqual(
      server.map(({ category, code }) => `${category} ${code}`),
      ["DiskFull", "Unknown", "ResourceFileWriteFailed"].map((code) => `ServerError ${code}`),
    );
    assert.equal("details" in outOfTime(), false);
  });

  it("are thrown with their code and message", () => {
    const info = diskFull("full");
    const error = new TaskFailureError(info);
    assert.deepEqual([error.code, error.message, error.info], ["DiskFull", info.message, info]);
  });
});

describe("isDiskFull", () => {
  it("is true for a full disk and an exceeded quota", () => {
    const codes = ["ENOSPC", "EDQUOT", "EACCES", undefined];
    assert.deepEqual(codes.map(isFullCode), [true, true, false, false]);
    assert.deepEqual(
      codes.map((code) => isDiskFull(Object.assign(new Error(), { code }))),
      [true, true, false, false],
    );
  });
});
