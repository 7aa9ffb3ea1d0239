/** What a CI service and a selected stack leave in the environment of every program. */
const ofCi = /^(CI|PULUMI_STACK|GITHUB_.*)$/;

/** Removes these variables from this process, and so from what it starts: tests work on a user's machine. */
export const leaveCi = (env: NodeJS.ProcessEnv = process.env): void => {
  for (const name of Object.keys(env).filter((name) => ofCi.test(name))) delete env[name];
};
