import type { StatesLanguage } from './definition.ts';

/** The local engine ignores these without a word (facts: wrong results, not errors), so no definition may use them. */
const REFUSED_FIELDS: Readonly<Record<string, string>> = {
  Assign: 'variables are ignored by the local engine',
  ItemReader: 'ignored by the local engine: pass items in the state',
  ItemBatcher: 'ignored by the local engine',
  ResultWriter: 'ignored by the local engine: steps write their results themselves',
  ToleratedFailureCount: 'ignored by the local engine: a lane ends in an outcome instead',
  ToleratedFailureCountPath: 'ignored by the local engine: a lane ends in an outcome instead',
  ToleratedFailurePercentage: 'ignored by the local engine: a lane ends in an outcome instead',
  ToleratedFailurePercentagePath: 'ignored by the local engine: a lane ends in an outcome instead',
};

/** Longest constant a state may carry: the service stops at 256 KiB of state, the local engine does not. */
const LARGEST_CONSTANT_BYTES = 32 * 1024;

/** Everything in a definition that AWS and the local engine would run differently, one line each. */
export function lintDefinition(definition: StatesLanguage): string[] {
  const findings: string[] = [];
  visit(definition, 'definition', findings);
  return findings;
}

function visit(node: unknown, path: string, findings: string[]): void {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) visit(item, `${path}[${index}]`, findings);
    return;
  }
  if (typeof node === 'string') {
    if (/\$\$\.(State|Task)\b/.test(node)) findings.push(`${path}: ${node} has no value on the local engine`);
    if (node.includes('.waitForTaskToken')) findings.push(`${path}: task tokens do not exist on the local engine`);
    if (/^\{%.*%\}$/s.test(node)) findings.push(`${path}: JSONata is ignored by the local engine: use JSONPath`);
    if (/(^|[^$])\$[A-Za-z_]\w*(\.|$)/.test(node) && /\.\$$/.test(path))
      findings.push(`${path}: variables are ignored by the local engine`);
    return;
  }
  if (node === null || typeof node !== 'object') return;
  if (isState(node) && node.Type === 'Task' && node.TimeoutSeconds === undefined)
    findings.push(`${path}: without TimeoutSeconds the local engine stops a task after 60 s, AWS never`);
  for (const [field, value] of Object.entries(node)) {
    const here = `${path}.${field}`;
    if (field in REFUSED_FIELDS && isState(node)) findings.push(`${here}: ${REFUSED_FIELDS[field]}`);
    if (field === 'QueryLanguage' && value !== 'JSONPath')
      findings.push(`${here}: ${value} is ignored by the local engine: use JSONPath`);
    if (field === 'Parameters' || field === 'Result' || field === 'ItemSelector') {
      const bytes = JSON.stringify(value).length;
      if (bytes > LARGEST_CONSTANT_BYTES) findings.push(`${here}: ${bytes} bytes in a state: pass ids and record keys`);
    }
    visit(value, here, findings);
  }
}

/** Field names are only refused on states: a payload may have a key of the same name. */
function isState(node: object): node is { readonly Type: string; readonly TimeoutSeconds?: number } {
  return 'Type' in node && typeof node.Type === 'string';
}
