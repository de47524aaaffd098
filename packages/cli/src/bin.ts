#!/usr/bin/env node
import { runCli } from "./commands/run-cli.ts";

const exitCode = await runCli(process.argv.slice(2));
// A download that was interrupted would keep the process alive until it is done.
if (exitCode === 130) process.exit(exitCode);
process.exitCode = exitCode;
