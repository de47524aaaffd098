/** The global object of a function's realm: each vm context has its own. */
export function globalOf(body: (...args: never[]) => unknown): object {
  try {
    return functionConstructorOf(body)("return globalThis")() as object;
  } catch {
    // Where code from text is not allowed.
    return globalThis;
  }
}

/** The constructor of functions in a function's realm. */
export function functionConstructorOf({ constructor }: (...args: never[]) => unknown): FunctionConstructor {
  // Of an async function it is another constructor, which inherits from this one.
  return (constructor.name === "Function" ? constructor : Object.getPrototypeOf(constructor)) as FunctionConstructor;
}
