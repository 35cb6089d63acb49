import type { CellResult, RunRecord } from '../../domain/run.ts';
import { count, counted } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';
import { cellLabel, type Scope } from '../scope.ts';
import { extent } from './gaps.ts';

/** The part of the matrix that some cells are, and the one of them with most failures. */
function whereWords(scope: Scope, hit: readonly CellResult[], name: string): Html {
  const [most] = hit;
  const worst = most && hit.length > 1 && `; most in ${cellLabel(scope, most)} (${count(most.errors[name])})`;
  const where = hit.length === 1 && most ? cellLabel(scope, most) : extent(scope, hit) || 'everywhere';
  return html`<span class="told">${where}${worst}</span>`;
}

/** Failed operations by name: results with a count, never a timing. */
export function failures(run: RunRecord, scopes: readonly Scope[]): Html {
  const rows = scopes.flatMap((scope) => {
    const names = new Set(scope.cells.flatMap((cell) => Object.keys(cell.errors)));
    return [...names].map((name) => {
      const hit = scope.cells
        .filter((cell) => (cell.errors[name] ?? 0) > 0)
        .sort((a, b) => (b.errors[name] ?? 0) - (a.errors[name] ?? 0));
      const total = hit.reduce((sum, cell) => sum + (cell.errors[name] ?? 0), 0);
      return [name, count(total), count(hit.length), whereWords(scope, hit, name)];
    });
  });
  const columns = [{ title: 'Failure', text: true }, { title: 'operations' }, { title: 'cells' }, { title: 'where', text: true }];
  return section(
    'failures',
    'Failures',
    html`<p>${counted(run.samples.failures, 'timed operation')} failed or could not be tried${
      run.samples.warmupFailures > 0 && `, and so did ${counted(run.samples.warmupFailures, 'warm-up')}`
    }. Nothing is retried inside the clock, and the time of a failed operation enters no statistic.</p>`,
    rows.length > 0 && table('Failures by name', columns, rows),
  );
}
