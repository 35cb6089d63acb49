import type { RunRecord } from '../domain/run.ts';
import { scopeOf } from './scope.ts';
import { titleOf } from './sections/opening.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** The headline of a run's page as plain text, for lists and for the record. */
export function findingText(run: RunRecord): string {
  const { text } = titleOf(
    run,
    run.scenarios.map((scenario) => scopeOf(run, scenario)),
  );
  const words = text.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? '');
  return words.replace(/\s+/g, ' ').trim();
}
