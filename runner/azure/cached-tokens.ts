import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock.ts";

/** A token is renewed this long before its end: no request meets the end on its way, and a network that is away for a while ends no run. */
const renewBeforeMs = 5 * 60_000;

/**
 * One token a scope until shortly before its end, however many ask at a time. `DefaultAzureCredential` keeps none of those
 * that it gets from other programs: the Batch SDK would run `az` for each request.
 */
export const cachedTokens = ({ getToken }: TokenCredential, clock: Clock): TokenCredential => {
  const tokens = new Map<string, Promise<AccessToken | null>>();
  const livesFor = (token: AccessToken | null, ms: number): boolean =>
    token !== null && token.expiresOnTimestamp - clock.now().getTime() > ms;
  return {
    getToken: async (scopes, options) => {
      const key = JSON.stringify(scopes);
      // A challenge by the service is for this request alone.
      if (options?.claims !== undefined) return getToken(scopes, options);
      const held = tokens.get(key);
      if (held !== undefined && livesFor(await held, renewBeforeMs)) return held;
      // Another request may have asked meanwhile.
      const current = tokens.get(key);
      if (current !== undefined && current !== held) return current;
      const asked = getToken(scopes, withoutRequest(options)).catch(async (error: unknown) => {
        if (held !== undefined && livesFor(await held, 0)) return held;
        throw error;
      });
      tokens.set(key, asked);
      asked.catch(() => tokens.delete(key));
      return asked;
    },
  };
};

/** The token is for all requests, so the end of the first must not end the sign-in. */
const withoutRequest = (options: Parameters<TokenCredential["getToken"]>[1]) => ({
  ...options,
  abortSignal: undefined,
});
