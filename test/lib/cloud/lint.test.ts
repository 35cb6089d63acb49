import { describe, expect, it } from 'vitest';
import { synthesizeDefinition } from '../../../lib/cloud/definition.ts';
import { lintDefinition } from '../../../lib/cloud/lint.ts';

const machineWith = (state: object) => ({
  StartAt: 'A',
  States: { A: { Type: 'Task', Resource: 'arn:aws:lambda:::function:Plan', TimeoutSeconds: 900, End: true, ...state } },
});

describe('the lint over the state machine', () => {
  it('finds nothing in our own definition', () => {
    expect(lintDefinition(synthesizeDefinition())).toEqual([]);
  });

  it.each([
    ['JSONata as query language', { QueryLanguage: 'JSONata' }, 'QueryLanguage'],
    ['a JSONata expression', { Parameters: { run: '{% $states.input.run %}' } }, 'JSONata'],
    ['variables', { Assign: { x: 1 } }, 'variables'],
    ['a variable in a path', { Parameters: { 'run.$': '$x.y' } }, 'variables'],
    ['an item reader', { Type: 'Map', ItemReader: {} }, 'ItemReader'],
    ['an item batcher', { Type: 'Map', ItemBatcher: {} }, 'ItemBatcher'],
    ['a result writer', { Type: 'Map', ResultWriter: {} }, 'ResultWriter'],
    ['tolerated failures', { Type: 'Map', ToleratedFailureCount: 3 }, 'ToleratedFailureCount'],
    ['a tolerated percentage', { Type: 'Map', ToleratedFailurePercentage: 100 }, 'ToleratedFailurePercentage'],
    ['a task token', { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }, 'task tokens'],
    ['the state of the context object', { Parameters: { 'name.$': '$$.State.Name' } }, '$$.State.Name'],
    ['a task without a time limit', { TimeoutSeconds: undefined }, 'stops a task after 60 s'],
    ['a large constant', { Parameters: { text: 'x'.repeat(40_000) } }, 'bytes in a state'],
  ])('refuses %s', (_, state, word) => {
    expect(lintDefinition(machineWith(state)).join('\n')).toContain(word);
  });

  it('looks into nested maps', () => {
    const nested = { Type: 'Map', ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', Assign: { x: 1 }, End: true } } } };
    expect(lintDefinition(machineWith(nested))[0]).toContain('States.A.ItemProcessor.States.B.Assign');
  });

  it('lets a payload have a key of a refused name', () => {
    expect(lintDefinition(machineWith({ Parameters: { Assign: 'homework' } }))).toEqual([]);
  });
});
