import { useEffect, useState } from "preact/hooks";
import { coloursOf, onColoursChange } from "./theme.ts";

/** Returns colours for a canvas, as `coloursOf` does, and renders the component again when they change. */
export const useColours = <Name extends string>(names: readonly Name[]): Record<Name, string> => {
  const [colours, setColours] = useState(() => coloursOf(names));
  useEffect(() => onColoursChange(() => setColours(coloursOf(names))), [names]);
  return colours;
};
