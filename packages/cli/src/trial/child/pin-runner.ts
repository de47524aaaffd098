// Loaded before anything else in the processes of a trial whose runner is not the project's own: whoever asks for the runner gets the
// pinned one, and what the pinned one does not have of its own, as jsdom, comes from the project.
import module from "node:module";
import { pathToFileURL } from "node:url";
import { type Pinned, type Resolve, resolveFor } from "./pin-hooks.ts";

// Nobody else may call it, and nothing else sees what `require` asks for on Node 20 and early 22.
const INTERNAL = "_resolveFilename";

const folder = process.env["LEAKPROOF_RUNNER"];
const project = process.env["LEAKPROOF_PROJECT"];
if (folder !== undefined && project !== undefined) {
  const pinned = { runner: pathToFileURL(`${folder}/`).href, project: pathToFileURL(`${project}/`).href };
  const { registerHooks } = module as { readonly registerHooks?: (hooks: { readonly resolve: Resolve }) => void };
  if (registerHooks !== undefined) {
    registerHooks({ resolve: resolveFor(pinned) });
  } else {
    // Node 20 and early 22 have hooks for `import` only.
    module.register("./pin-hooks.js", import.meta.url, { data: pinned });
    hookRequire(pinned);
  }
}

type ResolveFilename = (
  this: unknown,
  request: string,
  parent: { readonly filename?: string | null } | undefined,
  ...rest: unknown[]
) => string;

function hookRequire(pinned: Pinned): void {
  const loader = module as unknown as Record<typeof INTERNAL, ResolveFilename>;
  const original = loader[INTERNAL];
  const resolve = resolveFor(pinned);
  loader[INTERNAL] = function resolveFilename(request, parent, ...rest) {
    const from = typeof parent?.filename === "string" ? pathToFileURL(parent.filename).href : undefined;
    const { url } = resolve(request, { parentURL: from }, (specifier, { parentURL }) => ({
      url:
        parentURL === from
          ? original.call(this, specifier, parent, ...rest)
          : module.createRequire(new URL("package.json", parentURL)).resolve(specifier),
    }));
    return url;
  };
}
