import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { agentEngineFlags, agentNodeFlags, agentNodeOptions } from '../../../lib/domain/node-flags.ts';

const node = (flags: readonly string[], options = '') =>
  spawnSync(process.execPath, [...flags, '-e', '1'], { env: { NODE_OPTIONS: options }, encoding: 'utf8', timeout: 10_000 });

describe('flags of the agent’s Node', () => {
  it('are the same wherever it runs but one: what NODE_OPTIONS does not take, the program sets itself', () => {
    const set = new Set([...agentNodeOptions.split(' '), ...agentEngineFlags]);
    expect(agentNodeFlags.filter((flag) => !set.delete(flag))).toEqual(['--single-threaded-gc']);
    expect([...set]).toEqual([]);
  });

  it('are known to the pinned Node', () => {
    expect(node(agentNodeFlags)).toMatchObject({ status: 0, stderr: '' });
    expect(node([], agentNodeOptions)).toMatchObject({ status: 0, stderr: '' });
  });

  it('would keep a function from starting if all of them were in NODE_OPTIONS', () => {
    expect(node([], agentNodeFlags.join(' ')).status).not.toBe(0);
  });
});
