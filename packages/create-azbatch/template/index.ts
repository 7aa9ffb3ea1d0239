import { BatchEnvironment, readSettings } from "azbatch/pulumi";

/** The program of `pulumi up`. Declare more resources here. */
export default () => new BatchEnvironment("batch", readSettings()).outputs;
