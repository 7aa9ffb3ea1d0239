import { duration, moment } from "../../ui/format.ts";
import { useNow } from "./use-now.ts";

/** Time since a moment in ISO 8601, such as "3m 05s ago", with the moment as its tooltip. */
export const Age = ({ since }: { readonly since: string }) => {
  const ms = Date.parse(since);
  const age = Math.max(0, useNow() - ms);
  return (
    <time dateTime={since} title={moment(ms)}>
      {age < 5000
        ? "just now"
        : `${duration(age < 60_000 ? Math.floor(age / 1000) * 1000 : age).replace(".0 s", " s")} ago`}
    </time>
  );
};
