import type { EnvironmentContext, JestEnvironment, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import { requestedHunt } from "@leakproof/core/worker";
import type { FileGuard } from "./file-guard.ts";
import { Hunt } from "./hunt/hunt.ts";
import { LeakAssertions } from "./leak-assertions.ts";
import { holdReplacedGlobalsWeakly } from "./replaced-globals.ts";
import { readSettings, type Settings } from "./settings.ts";

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
    readonly #loading: Promise<FileGuard> | undefined;
    #guard: FileGuard | undefined;

    constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
      super(config, context);
      holdReplacedGlobalsWeakly(this);
      const settings = readSettings(config);
      const request = requestedHunt();
      this.#assertions = new LeakAssertions(settings, context.testPath, this);
      if (request !== undefined)
        this.#hunt = new Hunt({
          request,
          options: settings.defaults.toLeakMemory,
          file: context.testPath,
          assertions: this.#assertions,
          environment: this,
        });
      // A hunt repeats tests: what they leave behind then is its matter.
      this.#loading =
        request === undefined && isGuarded(settings, context) ? loadGuard(config, settings, context) : undefined;
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
      this.#guard?.noteAtOnce(event, state);
      if (this.#loading !== undefined && event.name === "setup") this.#guard = await this.#loading;
      // What the user's own environment does belongs to no hook and no test.
      await theirs?.call(this, event, state);
      await this.#assertions.follow(event, state);
      await this.#hunt?.follow(event, state);
      await this.#guard?.follow(event, state);
    }
  }
  return LeakproofEnvironment as unknown as Base;
}

function isGuarded({ guard }: Settings, { docblockPragmas }: EnvironmentContext): boolean {
  return guard !== undefined && docblockPragmas["leak-guard"] !== "off";
}

async function loadGuard(
  config: JestEnvironmentConfig,
  settings: Settings,
  context: EnvironmentContext,
): Promise<FileGuard> {
  const { FileGuard } = await import("./file-guard.ts");
  return new FileGuard(config, settings, context);
}
