export { renderSuites, type SuiteTableStyle } from "../report/suite-table.ts";
export { colorsOfTerminal } from "../report/terminal-colors.ts";
export { leaveRecord, lookAgain, type SecondLookRequest } from "./second-look.ts";
export { suiteError } from "./suite-error.ts";
