import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostnameOf, metalName, parsedName } from '../../../../lib/adapters/metal/metal-names.ts';

const post = { run: '20261121-120000-ab1c', lane: 'lane', role: 'client' };

describe("a project's name", () => {
  it('says whose it is and when it should be gone, rounded up to a minute', () => {
    const { project } = metalName(post, new Date('2026-11-21T13:29:30Z'));
    expect(parsedName(project)).toMatchObject({ run: post.run, expiresAt: new Date('2026-11-21T13:30:00Z') });
  });

  it('is read as it was written, whatever the run is called', () => {
    const run = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,40}$/);
    const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(run, at, (id, expiresAt) => {
        const name = metalName({ ...post, run: id }, expiresAt);
        expect(parsedName(name.project)).toEqual(name);
        expect(hostnameOf(name).length).toBeLessThanOrEqual(32);
      }),
    );
  });

  it('is nobody else’s', () => {
    for (const name of ['given', 'firstbyte', 'firstbyte-web', 'production']) expect(parsedName(name), name).toBeUndefined();
  });
});
