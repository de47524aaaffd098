import { type Colors, plain } from "./colors.ts";

/** Gives the colours of a terminal; none where output goes elsewhere, or `NO_COLOR` asks for none. */
export function colorsOfTerminal(
  { isTTY, hasColors }: Partial<Pick<NodeJS.WriteStream, "isTTY" | "hasColors">>,
  environment: NodeJS.ProcessEnv = process.env,
): Colors {
  if (environment["NO_COLOR"] !== undefined && environment["NO_COLOR"] !== "") return plain;
  if (isTTY !== true || hasColors === undefined) return plain;
  const paint =
    (open: number, close: number) =>
    (text: string): string =>
      `\u001B[${open}m${text}\u001B[${close}m`;
  return { dim: paint(2, 22), red: paint(31, 39), green: paint(32, 39), bold: paint(1, 22) };
}
