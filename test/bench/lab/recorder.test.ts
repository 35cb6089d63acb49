import { describe, expect, it } from 'vitest';
import { readRequest, recordOne } from '../../../bench/lab/recorder.ts';

const REQUEST =
  'POST / HTTP/1.1\r\nHost: h\r\nX-Amz-Target: T.GetItem\r\ncontent-length: 5\r\nAuthorization: a=b, c:d\r\n\r\n{"k"}';

describe('recording a request', () => {
  it('keeps fields and body, without those that every client sets for itself', () => {
    expect(readRequest(REQUEST)).toEqual({ headers: { 'X-Amz-Target': 'T.GetItem', Authorization: 'a=b, c:d' }, body: '{"k"}' });
  });

  it('waits for the last byte', () => {
    for (let end = 0; end < REQUEST.length; end++) expect(readRequest(REQUEST.slice(0, end))).toBeUndefined();
  });

  it('answers a client as it was told and gives what that client sent', async () => {
    const said: string[] = [];
    const recorded = await recordOne('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', async (origin) => {
      said.push(await (await fetch(`${origin}/o/1`)).text());
      said.push(await (await fetch(origin, { method: 'POST', body: 'item', headers: { 'x-one': '1' } })).text());
    });
    expect(said).toEqual(['.', 'hi']);
    expect(recorded).toMatchObject({ body: 'item', headers: { 'x-one': '1' } });
  });

  it('says when nothing came', async () => {
    await expect(recordOne('', async () => {})).rejects.toThrow('nothing was sent');
  });
});
