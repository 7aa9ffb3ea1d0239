import { useState } from "preact/hooks";
import { chooseTheme, chosenTheme, themes } from "./theme.ts";

/** Lets the reader choose the light or dark theme, or the system's. */
export const ThemeSwitch = () => {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <fieldset class="switch screen-only">
      <legend class="hidden-text">Theme</legend>
      {themes.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="theme"
            value={name}
            checked={theme === name}
            onChange={() => {
              chooseTheme(name);
              setTheme(name);
            }}
          />
          <span>{name[0]?.toUpperCase() + name.slice(1)}</span>
        </label>
      ))}
    </fieldset>
  );
};
