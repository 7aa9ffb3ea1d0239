/** ARM's properties of a resource in azure-native's spelling. */
export type Inputs = Readonly<Record<string, unknown>>;
