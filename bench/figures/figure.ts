import type { Finding } from '../finding.ts';
import type { Lab } from '../lab/lab.ts';

/** One figure: what is run and what is asked of it. Findings are handed over as soon as they are known. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  run(lab: Lab, found: (finding: Finding) => void): Promise<void>;
}
