import { RequestProblem } from "./problem.ts";

/** Ids of Batch's resources: letters, digits, `-`, `_`, and `:` in the jobs of schedules [Swagger]. */
const id = /^[\w:-]{1,128}$/;

/** Whether a text can be an id. Any other, such as `..`, could change the path of a request to Batch or the name of a blob. */
export const isId = (text: string): boolean => id.test(text);

/** Checks the ids in a path; `*` is the path of a file. */
export const checkIds = (params: unknown): void => {
  for (const [name, value] of Object.entries(params ?? {}))
    if (name !== "*" && !isId(String(value)))
      throw new RequestProblem(400, {
        code: "InvalidId",
        message: `expected the id of a ${name}, got "${String(value).slice(0, 100)}"`,
      });
};
