export type { HuntEntry, NotJudged, NotJudgedReason } from "./entry.ts";
export { type HuntLog, openHuntLog } from "./hunt-log.ts";
export { judgeRepetitions, type RepeatableTest } from "./judge-repetitions.ts";
export { huntEnvironment, type HuntRequest } from "./request.ts";
