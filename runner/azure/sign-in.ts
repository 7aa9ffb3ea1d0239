import type { TokenCredential } from "@azure/identity";
import type { Clock } from "../clock.ts";
import { environmentError, RunnerError } from "../errors.ts";
import { cachedTokens } from "./cached-tokens.ts";

/**
 * Sign-in with Entra ID as Azure's own tools do it: environment variables, workload or managed identity, VS Code, `az login`
 * and others, in this order [@azure/identity: DefaultAzureCredential]. `hint` says what to do where that fails.
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

/** Loading it takes a quarter of a second, and a run with keys does without. */
const loadChain = async (): Promise<TokenCredential> => {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
};

/** One line of what may be a page; the SDK's error is no cause, because it carries the request. */
const signInError = (error: unknown, hint: string): Error => {
  if (error instanceof RunnerError || !(error instanceof Error)) throw error;
  if (error.name === "AbortError") return error;
  return environmentError("SignInFailed", `can't sign in to Azure: ${reasonOf(error)}`, hint);
};

/** Where nothing worked, what the Azure CLI says: most people sign in with it. */
const reasonOf = (error: Error): string => {
  const tried: unknown = Reflect.get(error, "errors");
  if (!Array.isArray(tried)) return firstSentence(error.message);
  const messages = tried.map((each: unknown) => (each instanceof Error ? each.message : String(each)));
  const cli = messages.find((message) => /\baz login\b|Azure CLI/.test(message)) ?? messages.at(-1) ?? "";
  return `no way of ${messages.length} worked (environment variables, managed identity, Azure CLI, …): ${firstSentence(cli)}`;
};

const firstSentence = (text: string): string =>
  (/^.+?(?=\.\s|\.?\n|\.?$)/.exec(text.trim())?.[0] ?? text).trim();
