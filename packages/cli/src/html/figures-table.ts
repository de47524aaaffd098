import { html, type Markup } from "./markup.ts";

/** A table of figures, folded away until somebody wants them: what a chart draws. */
export interface FiguresTable<Row> {
  /** What opens it. */
  readonly summary: string;
  /** What it is a table of, for those who do not see it. */
  readonly label: string;
  /** The first names its row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

interface Column<Row> {
  readonly name: string;
  /** Figures stand to the right, words to the left. */
  readonly holds?: "words";
  readonly cellOf: (row: Row, index: number) => string | number | Markup;
}

/** Draws a table of figures. */
export function figuresTable<Row>({ summary, label, columns, rows }: FiguresTable<Row>): Markup {
  const [first, ...others] = columns;
  const body = rows.map(
    (row, index) =>
      html`<tr>
        <th scope="row">${first?.cellOf(row, index) ?? ""}</th>
        ${others.map(({ holds, cellOf }) => html`<td${classOf(holds)}>${cellOf(row, index)}</td>`)}
      </tr>`,
  );
  return html`<details class="more">
    <summary>${summary}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="${label}">
      <table class="figures">
        <thead>
          <tr>
            ${columns.map(({ name, holds }) => html`<th scope="col" ${classOf(holds)}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
  </details>`;
}

const classOf = (holds: "words" | undefined): Markup => (holds === undefined ? html`` : html` class="text"`);
