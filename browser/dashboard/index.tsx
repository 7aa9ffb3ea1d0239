import { mount } from "../ui/mount.tsx";
import { startTheme } from "../ui/theme.ts";
import { App } from "./app.tsx";
import "./dashboard.css";
import "./nodes.css";
import "./rows.css";

startTheme();
mount(<App />);
