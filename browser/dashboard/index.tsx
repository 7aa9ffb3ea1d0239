import { mount } from "../ui/mount.tsx";

mount(
  <main>
    <h1>Dashboard</h1>
  </main>,
);
