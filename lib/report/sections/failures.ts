import type { RunRecord } from '../../domain/run.ts';
import { count, counted } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';
import { cellLabel, type Scope } from '../scope.ts';

/** Cells named per failure before the list is cut. */
const NAMED = 6;

/** Failed operations by name: results with a count, never a timing. */
export function failures(run: RunRecord, scopes: readonly Scope[]): Html {
  const rows = scopes.flatMap((scope) => {
    const names = new Set(scope.cells.flatMap((cell) => Object.keys(cell.errors)));
    return [...names].map((name) => {
      const hit = scope.cells
        .filter((cell) => (cell.errors[name] ?? 0) > 0)
        .sort((a, b) => (b.errors[name] ?? 0) - (a.errors[name] ?? 0));
      const total = hit.reduce((sum, cell) => sum + (cell.errors[name] ?? 0), 0);
      const where = hit.slice(0, NAMED).map((cell) => `${cellLabel(scope, cell)} (${cell.errors[name]})`);
      const more = hit.length > NAMED ? `; and ${counted(hit.length - NAMED, 'more cell')}` : '';
      return [name, count(total), count(hit.length), where.join('; ') + more];
    });
  });
  const columns = [
    { title: 'Failure', text: true },
    { title: 'operations' },
    { title: 'cells' },
    { title: 'where (operations)', text: true },
  ];
  return section(
    'failures',
    'Failures',
    html`<p>${counted(run.samples.failures, 'timed operation')} failed or could not be tried${
      run.samples.warmupFailures > 0 && `, and so did ${counted(run.samples.warmupFailures, 'warm-up')}`
    }. Nothing is retried inside the clock, and the time of a failed operation enters no statistic.</p>`,
    rows.length > 0 && table('Failures by name', columns, rows),
  );
}
