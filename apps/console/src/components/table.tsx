import type { ReactNode } from 'react';
import type { Pages } from '../hooks/use-pages.js';
import { Button } from './button.js';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
}

interface Props<Row> {
  /** What the rows are, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows of facts; scrolls by itself where it is wider than the page. */
export function Table<Row>({ label, columns, rows, keyOf }: Props<Row>) {
  const classOf = ({ isNumber, isMinor }: Column<Row>): string =>
    [isNumber && 'number', isMinor && 'minor'].filter(Boolean).join(' ');
  return (
    // Whoever has no mouse scrolls it by the arrow keys.
    <section className="table-scroll" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Between the pages of a list; nothing where there is one page alone. */
export function Pager({ pages }: { readonly pages: Pages<unknown> }) {
  const { back, forth, number } = pages;
  if (!back && !forth) return null;
  return (
    <nav className="row row-end" aria-label="Pages">
      <span className="quiet small">Page {number}</span>
      <Button isSmall isDisabled={!back} onPress={() => back?.()}>
        Previous
      </Button>
      <Button isSmall isDisabled={!forth} onPress={() => forth?.()}>
        Next
      </Button>
    </nav>
  );
}
