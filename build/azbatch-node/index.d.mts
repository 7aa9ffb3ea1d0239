/** Path of the packaged Node; undefined if npm has none for this platform. */
export declare const nodePath: string | undefined;
