import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Clock } from "../clock.ts";

/** Renew a token this long before it expires, so that it outlives requests and short network outages. */
const renewBeforeMs = 5 * 60_000;

/**
 * Caches one token per scope until shortly before it expires, and shares a pending request. `DefaultAzureCredential` does not cache
 * tokens of other programs, so the Batch SDK would run `az` for each request.
 */
export const cachedTokens = ({ getToken }: TokenCredential, clock: Clock): TokenCredential => {
  const tokens = new Map<string, Promise<AccessToken | null>>();
  const livesFor = (token: AccessToken | null, ms: number): boolean =>
    token !== null && token.expiresOnTimestamp - clock.now().getTime() > ms;
  return {
    getToken: async (scopes, options) => {
      const key = JSON.stringify(scopes);
      // A claims challenge applies only to this request.
      if (options?.claims !== undefined) return getToken(scopes, options);
      const held = tokens.get(key);
      if (held !== undefined && livesFor(await held, renewBeforeMs)) return held;
      // Another caller may have requested a token during the await.
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

/** Drops the signal: the token is shared, so aborting the first request must not abort the sign-in. */
const withoutRequest = (options: Parameters<TokenCredential["getToken"]>[1]) => ({
  ...options,
  abortSignal: undefined,
});
