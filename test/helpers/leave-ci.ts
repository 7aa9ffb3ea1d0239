/** Variables that a CI service and a selected stack add to the environment. */
const ofCi = /^(CI|PULUMI_STACK|GITHUB_.*)$/;

/** Removes these variables from this process and its children, because tests imitate a user's machine. */
export const leaveCi = (env: NodeJS.ProcessEnv = process.env): void => {
  for (const name of Object.keys(env).filter((name) => ofCi.test(name))) delete env[name];
};
