/** Preloaded with `--import`: what `typescript: false` is to do, which is not to load ts-node and the compiler. */
delete process.env.PULUMI_NODEJS_TYPESCRIPT;
