import { type AsyncKind, isClosing } from "./kinds.ts";
import type { Suspect } from "./suspects.ts";

/** Why something that was left behind is no matter of the body's. */
export interface Rule {
  readonly name: string;
  readonly reason: string;
  readonly matches: (suspect: Suspect) => boolean;
  /** Whether it goes without saying. */
  readonly isSilent?: true;
}

const isRunners = ({ owned: [innermost] }: Suspect, name?: string): boolean =>
  innermost?.owner.kind === "runner" && (name === undefined || innermost.owner.name === name);

/** What is never told as the body's, each with the reason. */
export const rules: readonly Rule[] = [
  {
    name: "Leakproof",
    reason: "Leakproof's own",
    isSilent: true,
    matches: (suspect) => isRunners(suspect, "Leakproof"),
  },
  {
    name: "runner",
    reason: "the runner started it for itself: its channels, timers and output outlive every test",
    isSilent: true,
    matches: (suspect) => isRunners(suspect),
  },
  {
    name: "standard streams",
    reason: "the runtime opens stdin, stdout and stderr at their first use, and they live as long as the process",
    matches: ({ kind, resource, frames }) =>
      frames.some(
        ({ script, functionName }) => script.startsWith("node:") && /^getStd(?:in|out|err)$/.test(functionName),
      ) ||
      ((kind === "pipe" || kind === "terminal") && isStandard(resource())),
  },
  {
    name: "default resolver",
    reason: "the runtime makes one for the whole process, at the first look-up of a name",
    isSilent: true,
    matches: ({ kind, frames }) =>
      kind === "DNS resolver" &&
      frames.some(({ script, functionName }) => script.startsWith("node:") && DEFAULT_RESOLVER.test(functionName)),
  },
  {
    name: "loader",
    reason: "the runtime's own thread, which loads modules",
    matches: ({ kind, frames }) => kind === "worker" && frames.some(({ script }) => LOADER.test(script)),
  },
  {
    name: "background",
    reason: "a timer or an async function from before the calls went on meanwhile, and started it",
    isSilent: true,
    matches: ({ isBackground }) => isBackground,
  },
  {
    name: "later",
    reason: "something else started it after the calls had returned",
    isSilent: true,
    matches: ({ isLate, isBodys }) => isLate && !isBodys,
  },
  {
    name: "runtime's promises",
    reason: "the runtime made it for itself: what it belongs to is told",
    isSilent: true,
    matches: ({ kind, frames, owned }) => kind === "pending promise" && frames.length > 0 && owned.length === 0,
  },
  {
    name: "closed by others",
    reason: "a package closed it, which may have opened it: a pool ends its connections and threads as it likes",
    isSilent: true,
    matches: ({ kind, owned }) => isClosing(kind) && !isClosedByProject(kind, owned),
  },
  {
    name: "nobody's",
    // Among them the connections that a server from before accepts: they end with those of its clients.
    reason: "no code of the project was on the stack, and the calls did not start it",
    isSilent: true,
    matches: ({ isBodys, owned }) => !isBodys && owned.length === 0,
  },
];

// No pool closes servers: a framework does that on behalf of its caller.
function isClosedByProject(kind: AsyncKind, owned: Suspect["owned"]): boolean {
  const callers = kind === "closed server" ? owned : owned.slice(0, 1);
  return callers.some(({ owner }) => owner.kind === "own");
}

// dns.setServers() puts another one in its place.
const DEFAULT_RESOLVER = /(?:^|\.)(?:getDefaultResolver|defaultResolverSetServers)$/;

const LOADER = /^node:internal\/(?:modules\/|process\/esm_loader)/;

function isStandard(resource: object | undefined): boolean {
  const { fd } = (resource ?? {}) as { readonly fd?: unknown };
  return typeof fd === "number" && fd >= 0 && fd <= 2;
}
