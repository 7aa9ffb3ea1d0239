export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "theme";
const listeners = new Set<() => void>();
let chosen: Theme = "system";

export const chosenTheme = (): Theme => chosen;

/** Applies a theme and remembers it. A page opened from a file may have no storage; the theme then lasts until it is closed. */
export const chooseTheme = (theme: Theme): void => {
  chosen = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The page works without storage.
  }
  applyTheme();
};

/** Applies the remembered theme, and light while the page is printed. Call it before the first render. */
export const startTheme = (): void => {
  chosen = rememberedTheme();
  for (const query of ["print", "(prefers-color-scheme: dark)"])
    matchMedia(query).addEventListener("change", applyTheme);
  addEventListener("beforeprint", () => applyTheme("light"));
  addEventListener("afterprint", () => applyTheme());
  applyTheme();
};

/** Calls `listener` when the colours of the page change. Returns a function that ends this. */
export const onColoursChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Returns colours of the current theme for a canvas, by names of custom properties without `--`. */
export const coloursOf = <Name extends string>(names: readonly Name[]): Record<Name, string> => {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colours = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colours as Record<Name, string>;
};

const rememberedTheme = (): Theme => {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
  } catch {
    return "system";
  }
};

const applyTheme = (printed?: unknown): void => {
  const theme = printed === "light" || matchMedia("print").matches ? "light" : chosen;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
};
