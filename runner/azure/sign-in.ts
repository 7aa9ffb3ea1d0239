import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../clock.ts";
import { environmentError } from "../errors.ts";
import { cachedTokens } from "./cached-tokens.ts";

/**
 * Returns a credential that signs in with Entra ID: with environment variables, a workload or managed identity, VS Code, `az login`
 * and others, in this order [@azure/identity: DefaultAzureCredential]. `hint` is that of the error.
 *
 * @throws RunnerError `SignInFailed` from `getToken`.
 */
export const signIn = (clock: Clock, hint: string): TokenCredential => {
  let chain: Promise<TokenCredential> | undefined;
  const getToken: TokenCredential["getToken"] = async (scopes, options) => {
    chain ??= loadChain();
    try {
      return await (await chain).getToken(scopes, options);
    } catch (error) {
      throw signInError(error, hint);
    }
  };
  return cachedTokens({ getToken }, clock);
};

/** Imported on first use: it takes 250 ms, and a stack with keys doesn't need it. */
const loadChain = async (): Promise<TokenCredential> => {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
};

/** Shortens the SDK's message, which may be a page long. Has no `cause`, because the SDK's error contains the request. */
const signInError = (error: unknown, hint: string): Error => {
  if (!(error instanceof Error)) throw error;
  return environmentError("SignInFailed", `can't sign in to Azure: ${reasonOf(error)}`, hint);
};

/** If every credential failed, returns the Azure CLI's reason: most people sign in with it. */
const reasonOf = (error: Error): string => {
  const tried: unknown = Reflect.get(error, "errors");
  if (!Array.isArray(tried)) return firstSentence(error.message);
  const messages = tried.map((each: unknown) => (each instanceof Error ? each.message : String(each)));
  const cli = messages.find((message) => /\baz login\b|Azure CLI/.test(message)) ?? messages.at(-1) ?? "";
  return `all ${messages.length} credentials failed (environment variables, managed identity, Azure CLI, …): ${firstSentence(cli)}`;
};

const firstSentence = (text: string): string =>
  (/^.+?(?=\.\s|\.?\n|\.?$)/.exec(text.trim())?.[0] ?? text).trim();
