import { existsSync } from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Finds a Chromium on this machine; `LEAKPROOF_CHROMIUM` names another. Nothing is downloaded. */
export function findBrowser(): string | undefined {
  return [process.env["LEAKPROOF_CHROMIUM"] ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));
}
