/** Preloaded with `--import`: has the effect of `typescript: false`, so that ts-node and the compiler are not loaded. */
delete process.env.PULUMI_NODEJS_TYPESCRIPT;
