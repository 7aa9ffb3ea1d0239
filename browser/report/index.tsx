import { mount } from "../ui/mount.tsx";

mount(
  <main>
    <h1>Report</h1>
  </main>,
);
