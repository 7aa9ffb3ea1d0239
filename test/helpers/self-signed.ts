import { generate } from "selfsigned";

const hourMs = 3_600_000;

/** Returns a key and a certificate for 127.0.0.1 that is valid for an hour, so that the repository contains no key. */
export const selfSigned = async (): Promise<{ readonly cert: string; readonly key: string }> => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - hourMs),
    notAfterDate: new Date(Date.now() + hourMs),
    extensions: [
      { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] },
      { name: "basicConstraints", cA: true },
    ],
  });
  return { cert, key };
};
