/** Text that is HTML already. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template: text is escaped, markup is not, nothing is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * Writes HTML. Whatever is inserted is escaped unless it was made by this function; attributes must stand in double quotes.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  const written = withoutIndent(parts);
  let text = written[0] ?? "";
  for (const [index, content] of contents.entries()) text += write(content) + (written[index + 1] ?? "");
  return new Markup(text);
}

const flat = new WeakMap<TemplateStringsArray, readonly string[]>();

// The indentation of the source is for us: a page of thousands of lines would carry it thousands of times.
function withoutIndent(parts: TemplateStringsArray): readonly string[] {
  const known = flat.get(parts) ?? parts.map((part) => part.replaceAll(/\n\s+/g, "\n"));
  flat.set(parts, known);
  return known;
}

function write(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.toString();
  if (typeof content === "string") return escapeText(content);
  if (typeof content === "number") return String(content);
  return content.map(write).join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// A NUL is dropped by some parsers and replaced by others.
function escapeText(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replaceAll(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
