import { environmentError } from "../errors.ts";
import type { Call, ServiceName } from "./retry.ts";
import { ServiceError } from "./service-error.ts";

/** Calls of a service that say what to do where its certificate, or that of a proxy on the way, is not one that Node trusts. */
export const explainCertificateErrors =
  (call: Call, service: ServiceName): Call =>
  async (attempt) => {
    try {
      return await call(attempt);
    } catch (error) {
      if (!(error instanceof ServiceError && error.isCertificateError)) throw error;
      throw environmentError(
        "CertificateNotTrusted",
        `${service} shows a certificate that Node does not trust: ${error.code}`,
        [
          "Does a proxy read what is sent? Let Node trust what this machine trusts: export NODE_OPTIONS=--use-system-ca",
          "Or name the proxy's certificate: export NODE_EXTRA_CA_CERTS=ca.pem",
        ].join("\n"),
      );
    }
  };
