import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import { requestedHunt } from "@leakproof/core/runner";
import { Hunt } from "./hunt/hunt.ts";
import { LeakAssertions } from "./leak-assertions.ts";
import { readSettings } from "./settings.ts";

/** A class of test environments, as `testEnvironment` names one. */
export type EnvironmentClass = new (config: JestEnvironmentConfig, context: EnvironmentContext) => JestEnvironment;

type EventHandler = (event: Circus.Event, state: Circus.State) => void | Promise<void>;

// Jest declares the handler as a property, which no method of a subclass could override.
interface Handling {
  handleTestEvent?: EventHandler;
}
type BareClass = new (...args: ConstructorParameters<EnvironmentClass>) => Pick<JestEnvironment, "global">;

/**
 * Adds `toLeakMemory` to a test environment; what the environment does by itself stays as it is.
 *
 * @example export default extend(MyEnvironment)
 */
export function extend<Base extends EnvironmentClass>(base: Base): Base {
  const Environment: BareClass = base;
  const inherited = (Environment.prototype as Handling).handleTestEvent;

  class LeakproofEnvironment extends Environment {
    readonly #assertions: LeakAssertions;
    readonly #hunt: Hunt | undefined;

    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      super(config, context);
      const settings = readSettings(config);
      const request = requestedHunt();
      this.#assertions = new LeakAssertions(settings, context.testPath, this);
      if (request !== undefined)
        this.#hunt = new Hunt({
          request,
          options: settings.defaults.toLeakMemory,
          file: context.testPath,
          assertions: this.#assertions,
        });
      // A handler that is a field of the instance hides the method below.
      const theirs = Object.getOwnPropertyDescriptor(this, "handleTestEvent")?.value as EventHandler | undefined;
      if (theirs !== undefined) {
        this.handleTestEvent = (event, state) => this.#handle(theirs, event, state);
      }
    }

    handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
      return this.#handle(inherited, event, state);
    }

    async #handle(theirs: EventHandler | undefined, event: Circus.Event, state: Circus.State): Promise<void> {
      this.#assertions.noteAtOnce(event, state);
      await theirs?.call(this, event, state);
      await this.#assertions.follow(event, state);
      await this.#hunt?.follow(event, state);
    }
  }
  return LeakproofEnvironment as unknown as Base;
}
