import type { EnvironmentContext, JestEnvironmentConfig } from "@jest/environment";
import LeakproofEnvironment, { extend } from "@leakproof/jest-env";
import LeakproofJsdomEnvironment from "@leakproof/jest-env/jsdom";
import { TestEnvironment } from "jest-environment-node";

class WithDatabase extends TestEnvironment {
  readonly database: string;

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.database = `test-${context.testPath}`;
  }
}

export default extend(WithDatabase);

export class WithGlobal extends LeakproofEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global["answer"] = 42;
  }
}

export const database: string = new (extend(WithDatabase))({} as never, {} as never).database;
export const isOfDom: boolean = LeakproofJsdomEnvironment.name === "LeakproofEnvironment";
