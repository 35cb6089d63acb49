import { describe, expect, it } from 'vitest';
import { deploymentContext } from '../../../lib/cloud/deployment.ts';

const read = (context: Record<string, unknown>) => deploymentContext(context);

describe('the context of a deployment', () => {
  it('is all regions of the catalog from N. Virginia when nothing is said', () => {
    expect(read({})).toEqual({
      home: 'us-east-1',
      regions: ['eu-central-1', 'us-east-1', 'us-west-2'],
      site: 'cloudfront',
      endpoints: {},
      zones: {},
    });
  });

  it('takes the texts of the command line as it takes the values of cdk.json', () => {
    const endpoints = { 'wasabi.eu-central-1': 'http://127.0.0.1:9000' };
    const given = { 'firstbyte:home': 'eu-central-1', 'firstbyte:site': 'function-url' };
    const fromFile = read({ ...given, 'firstbyte:regions': ['us-west-2', 'us-east-1'], 'firstbyte:endpoints': endpoints });
    const fromLine = read({
      ...given,
      'firstbyte:regions': 'us-west-2, us-east-1',
      'firstbyte:endpoints': JSON.stringify(endpoints),
    });
    expect(fromLine).toEqual(fromFile);
    expect(fromFile).toMatchObject({
      home: 'eu-central-1',
      regions: ['us-west-2', 'us-east-1'],
      site: 'function-url',
      endpoints,
    });
  });

  it('takes the zones of an account that has fewer than its region, from the command line or cdk.json', () => {
    expect(read({ 'firstbyte:zones': '{"us-east-1": 5}' }).zones).toEqual({ 'us-east-1': 5 });
    expect(read({ 'firstbyte:zones': { 'us-west-2': 4, 'eu-central-1': 1 } }).zones).toEqual({
      'us-west-2': 4,
      'eu-central-1': 1,
    });
  });

  it('names a region once', () => {
    expect(read({ 'firstbyte:regions': 'us-east-1,us-east-1' }).regions).toEqual(['us-east-1']);
  });

  it.each([
    [
      'a home that is no region',
      { 'firstbyte:home': 'mars-north-1' },
      /^firstbyte:home is "mars-north-1": give one of .*us-east-1/,
    ],
    ['a region of another provider', { 'firstbyte:regions': 'amsterdam' }, /^firstbyte:regions is "amsterdam": give one of/],
    ['no region', { 'firstbyte:regions': [] }, /^firstbyte:regions is empty/],
    ['an empty text of regions', { 'firstbyte:regions': '' }, /^firstbyte:regions is ""/],
    ['regions that are no texts', { 'firstbyte:regions': 7 }, /^firstbyte:regions is 7/],
    ['an unknown kind of site', { 'firstbyte:site': 'ftp' }, /^firstbyte:site is "ftp": give one of cloudfront, function-url/],
    ['endpoints that are no JSON', { 'firstbyte:endpoints': '{' }, /^firstbyte:endpoints is no JSON object/],
    ['endpoints in a list', { 'firstbyte:endpoints': [] }, /^firstbyte:endpoints is no JSON object/],
    ['an address that is none', { 'firstbyte:endpoints': { 'b2.x': 'nowhere' } }, /the address of b2.x is no http or https/],
    ['zones that are no object', { 'firstbyte:zones': '5' }, /^firstbyte:zones is no JSON object: give {"us-east-1": 5}/],
    ['zones of no region', { 'firstbyte:zones': '{"mars-1": 2}' }, /^firstbyte:zones is "mars-1": give one of/],
    [
      'more zones than there are',
      { 'firstbyte:zones': '{"us-west-2": 9}' },
      /^firstbyte:zones: us-west-2 has 1 to 4 zones, not 9/,
    ],
    ['no zone', { 'firstbyte:zones': '{"us-west-2": 0}' }, /^firstbyte:zones: us-west-2 has 1 to 4 zones, not 0/],
    ['an address of a file', { 'firstbyte:endpoints': { 'b2.x': 'file:///etc' } }, /the address of b2.x is no http or https/],
  ])('refuses %s with one line', (_, context, line) => {
    expect(() => read(context)).toThrow(expect.objectContaining({ name: 'BadInput', message: expect.stringMatching(line) }));
  });
});
