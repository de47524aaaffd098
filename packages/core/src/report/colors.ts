/** The colours of a runner. */
export interface Colors {
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly bold: (text: string) => string;
}

/** No colours at all. */
export const plain: Colors = { dim: String, red: String, green: String, bold: String };
