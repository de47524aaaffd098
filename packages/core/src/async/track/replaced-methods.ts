/** A method that can be called on anything. */
export type Method = (this: object, ...args: unknown[]) => unknown;

/** Methods that were replaced for a while. */
export class ReplacedMethods {
  readonly #undo: (() => void)[] = [];

  /** Replaces a method, unless it is missing or cannot be replaced. */
  replace(owner: object, name: string | symbol, wrap: (original: Method) => Method): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    const original: unknown = descriptor?.value;
    if (typeof original !== "function" || descriptor?.configurable !== true) return;
    const wrapped = wrap(original as Method);
    Object.defineProperty(owner, name, { ...descriptor, value: wrapped });
    this.#undo.push(() => {
      // What the body itself has put in its place stays.
      if (Object.getOwnPropertyDescriptor(owner, name)?.value === wrapped)
        Object.defineProperty(owner, name, descriptor);
    });
  }

  /** Puts all methods back. */
  restore(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
