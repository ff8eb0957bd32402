import { figure, spreadText, table } from './table.mjs';

/** @typedef {import('../measure/statistics.mjs').Spread} Spread */
/** @typedef {Record<string, string | number>} Row */

/**
 * What a scenario found: tables to read, ratios to compare with other runs, and figures.
 */
export class Report {
  /** @type {{ title: string, rows: Row[] }[]} */
  tables = [];
  /** @type {Record<string, Spread>} */
  ratios = {};
  /** @type {string[]} */
  notes = [];

  /** @param {(line: string) => void} print */
  constructor(print) {
    this.print = print;
  }

  /** @param {string} title @param {Row[]} rows */
  table(title, rows) {
    this.tables.push({ title, rows });
    const header = Object.keys(rows[0] ?? {});
    this.print(
      `\n${title}\n${table(
        header,
        rows.map((row) => header.map((name) => row[name] ?? '')),
      )}`,
    );
  }

  /**
   * What other machines can be compared by.
   *
   * @param {string} name stable: the baseline has it
   * @param {Spread} spread
   * @param {number} [goal] at most
   */
  ratio(name, spread, goal) {
    this.ratios[name] = spread;
    const judged =
      goal === undefined ? '' : `, goal: at most ${figure(goal)}${spread.median > goal ? ' - MISSED' : ''}`;
    this.print(`  ratio ${name}: ${spreadText(spread)}${judged}`);
  }

  /** @param {string} line */
  note(line) {
    this.notes.push(line);
    this.print(`  ${line}`);
  }

  /** @param {string[]} faults */
  toJSON(faults) {
    return { ratios: this.ratios, tables: this.tables, notes: this.notes, faults };
  }
}
