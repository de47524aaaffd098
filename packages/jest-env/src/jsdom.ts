import { TestEnvironment as JsdomEnvironment } from "jest-environment-jsdom";
import { type EnvironmentClass, extend } from "./extend.ts";

/** Jest's environment for jsdom, with `toLeakMemory`. */
const LeakproofEnvironment: EnvironmentClass = extend(JsdomEnvironment);
export default LeakproofEnvironment;
export { LeakproofEnvironment as TestEnvironment };
