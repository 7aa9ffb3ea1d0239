import { payloadId, readPayload } from "../contract/unpack-report.ts";
import { mount } from "../ui/mount.tsx";
import "./report.css";
import { Report } from "./report.tsx";

const start = async (): Promise<void> => {
  const payload = document.getElementById(payloadId)?.textContent ?? "";
  mount(<Report data={await readPayload(payload)} />);
};

void start();
