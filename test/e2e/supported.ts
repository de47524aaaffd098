import type { JestMajor, NodeLine, VitestMajor } from "./install-hosts.ts";

/** The releases of Node that are supported: the oldest one, and the newest of every line. */
export const NODES: readonly NodeLine[] = [20.19, 20, 22, 24, 26];

export const POOLS = ["forks", "threads", "vmForks", "vmThreads"] as const;
export const ENVIRONMENTS = ["node", "jsdom"] as const;

const VITESTS: readonly VitestMajor[] = [3, 4, 5];
const JESTS: readonly JestMajor[] = [29, 30];

/** Whether a Vitest itself supports a Node. */
export const runsOn = (vitest: VitestMajor, node: NodeLine): boolean => vitest < 5 || node > 21;

export const everyVitest = VITESTS.flatMap((vitest) =>
  NODES.filter((node) => runsOn(vitest, node)).flatMap((node) => POOLS.map((pool) => ({ vitest, node, pool }))),
);

export const everyJest = JESTS.flatMap((jest) =>
  NODES.flatMap((node) => ENVIRONMENTS.map((environment) => ({ jest, node, environment }))),
);
