import { expect, inject } from "vitest";
import { guardFile } from "./guard-file.ts";

const settings = inject("leakproof");
const { testPath } = expect.getState();
if (settings.guard !== undefined) await guardFile(settings.guard, settings, testPath ?? "");
