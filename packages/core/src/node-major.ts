/** The release line of the Node that this runs on. */
export const NODE_MAJOR: number = Number.parseInt(process.versions.node, 10);
