import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { lambdaHandler } from '../../agent/lambda.ts';
import type { AgentLine, Ready } from '../../lib/domain/sample.ts';
import { measures } from '../../lib/scenarios/measures.ts';
import { bundled, cleanUp, startAgent } from './agent-process.ts';
import { blockOf, content, exchange, objectPart, orderOf, post } from './exchanges.ts';
import { respond, type ScriptedServer, scriptedServer } from './scripted-server.ts';

const BYTES = 100;
let server: ScriptedServer;
afterEach(() => server.close());
afterAll(cleanUp);

const serve = async () => {
  server = await scriptedServer((socket) => socket.write(respond('200 OK', content(0, BYTES))));
  const gets = Array.from({ length: 3 }, () => exchange(objectPart('GET', `${server.url}/key`, BYTES)));
  return orderOf([blockOf('reused', 1, gets), blockOf('fresh', 1, gets)]);
};

describe('the Lambda handler', () => {
  it('says what sandbox it is, runs the same order, gives its lines to the sink block by block and returns a small summary', async () => {
    const order = await serve();
    const writes: (readonly AgentLine[])[] = [];
    const handler = lambdaHandler(measures, () => async (lines) => void writes.push(lines));
    const first = await handler({ post, order });
    expect(writes.map((lines) => lines.map(({ kind }) => kind))).toEqual([
      ['ready'],
      ['warmup', 'timed', 'timed', 'block'],
      ['warmup', 'timed', 'timed', 'block'],
      ['end'],
    ]);
    expect(first).toMatchObject({
      samples: 6,
      failures: 0,
      error: null,
      facts: { cold: 1, invocation: 1, initMs: expect.any(Number) },
    });
    expect(writes[0]).toEqual([{ kind: 'ready', addresses: {}, facts: first.facts }]);
    const second = await handler({ post, order });
    expect(second.facts).toMatchObject({ cold: 0, invocation: 2, sandbox: first.facts.sandbox, initMs: first.facts.initMs });
    expect(JSON.stringify(second).length).toBeLessThan(2000);
  });

  it('ends the order with an error in good time before the sandbox is taken away', async () => {
    const order = await serve();
    const lines: AgentLine[] = [];
    const handler = lambdaHandler(measures, () => async (more) => void lines.push(...more));
    const summary = await handler({ post, order }, { getRemainingTimeInMillis: () => 0 });
    expect(summary.error).toMatch(/^(OutOfTime|Aborted)/);
    expect(lines.at(-1)).toMatchObject({ kind: 'end', error: { name: 'OutOfTime' } });
  });

  it('fails the invocation when its lines cannot be written', async () => {
    const order = await serve();
    const handler = lambdaHandler(measures, () => async () => {
      throw new Error('bucket gone');
    });
    await expect(handler({ post, order })).rejects.toThrow('bucket gone');
  });

  it('in a process that plays the sandbox speaks the agent’s protocol', async () => {
    const order = await serve();
    const agent = startAgent(await bundled('agent/lambda-sandbox.ts'), post);
    const ready = (await agent.next('ready')) as Ready;
    expect(ready.facts).toMatchObject({ sandbox: expect.stringMatching(/^[0-9a-f-]{36}$/), cold: 1 });
    agent.send({ order });
    expect(await agent.next('end')).toMatchObject({ error: null });
    expect(agent.lines.filter(({ kind }) => kind === 'timed')).toHaveLength(4);
    expect(await agent.end()).toBe(0);
  });
});
