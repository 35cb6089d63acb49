import { PricingClient } from '@aws-sdk/client-pricing';
import { afterEach, describe, expect, it } from 'vitest';
import { pricesToday } from '../../../../lib/adapters/aws/price-list.ts';
import { type FakeAccount, fakeAccount } from './fakes/account.ts';
import { type FakeProduct, fakePricing } from './fakes/pricing.ts';

const EC2 = {
  instanceType: 't3.micro',
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
  marketoption: 'OnDemand',
  regionCode: 'us-east-1',
};
const onDemand: FakeProduct = { service: 'AmazonEC2', attributes: EC2, usd: '0.0104000000' };
const SKU = { sku: 'ec2:t3.micro', region: 'us-east-1' };

let account: FakeAccount | undefined;
afterEach(() => account?.close());

async function today(products: readonly FakeProduct[], ...wanted: { sku: string; region: string }[]) {
  account = await fakeAccount({ pricing: fakePricing(products) });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  return pricesToday(new PricingClient({ region: 'us-east-1', endpoint: account.url, credentials }), wanted, '2026-11-21');
}

describe('prices of today', () => {
  it('are the one on-demand price, with its day and source', async () => {
    expect(await today([onDemand], SKU)).toEqual([
      { ...SKU, unit: 'hour', per: 1, usd: 0.0104, asOf: '2026-11-21', source: 'AWS Price List API' },
    ]);
  });

  it('leave out rows of reservations, dedicated hosts and other systems', async () => {
    const others = [
      { ...EC2, capacitystatus: 'UnusedCapacityReservation' },
      { ...EC2, tenancy: 'Dedicated' },
      { ...EC2, operatingSystem: 'Windows' },
    ].map((attributes) => ({ ...onDemand, attributes, usd: '0.5' }));
    expect(await today([...others, onDemand], SKU)).toMatchObject([{ usd: 0.0104 }]);
  });

  it.each([
    ['nothing', []],
    ['zero', [{ ...onDemand, usd: '0.0000000000' }]],
    ['two prices', [onDemand, { ...onDemand, usd: '0.02' }]],
  ])('are not given where the list says %s: the catalog’s hold', async (_, products) => {
    expect(await today(products, SKU)).toEqual([]);
  });

  it('of Lambda are those of the first tier and of the architecture', async () => {
    const lambda = (group: string, usagetype: string, usd: string): FakeProduct => ({
      ...{ service: 'AWSLambda', attributes: { group, usagetype, regionCode: 'eu-central-1' }, usd, laterUsd: '0.00000001' },
    });
    const products = [
      lambda('AWS-Lambda-Duration-ARM', 'EUC1-Lambda-GB-Second-ARM', '0.0000133334'),
      lambda('AWS-Lambda-Duration-ARM', 'EUC1-Lambda-Provisioned-GB-Second-ARM', '0.00001'),
      lambda('AWS-Lambda-Duration', 'EUC1-Lambda-GB-Second', '0.0000166667'),
      lambda('AWS-Lambda-Requests', 'EUC1-Request', '0.0000002'),
    ];
    const region = 'eu-central-1';
    const prices = await today(products, { sku: 'lambda:arm64', region }, { sku: 'lambda:request', region });
    expect(prices.map(({ sku, usd }) => [sku, usd])).toEqual([
      ['lambda:arm64', 0.0000133334],
      ['lambda:request', 0.0000002],
    ]);
  });

  it('are not asked for what Amazon does not sell so', async () => {
    expect(await today([onDemand], { sku: 'b2:storage', region: '*' }, { sku: 'ec2:public-ipv4', region: 'us-east-1' })).toEqual(
      [],
    );
    expect(account?.calls).toEqual([]);
  });
});
