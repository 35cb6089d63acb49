import { GetProductsCommand, type PricingClient } from '@aws-sdk/client-pricing';
import type { PriceEntry } from '../../domain/catalog.ts';
import { inParallel } from '../../domain/in-parallel.ts';

/** The Price List API answers in a few regions only. */
export const PRICE_LIST_REGION = 'us-east-1';
const SOURCE = 'AWS Price List API';
const AT_ONCE = 4;

export interface Wanted {
  /** As in the catalog's prices: `ec2:t3.micro`, `lambda:arm64`, `lambda:request`. */
  readonly sku: string;
  readonly region: string;
}

interface Question {
  readonly service: string;
  readonly filters: Readonly<Record<string, string>>;
  readonly unit: string;
  /** Where filters cannot tell products apart. */
  readonly usage?: RegExp;
}

/** The unit price of an on-demand dimension that starts at zero: what the first unit costs. */
interface Product {
  readonly product?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, Term>> };
}
interface Term {
  readonly priceDimensions?: Readonly<
    Record<string, { readonly beginRange?: string; readonly pricePerUnit?: { readonly USD?: string } }>
  >;
}

/**
 * Today's prices of what can be asked for; `today` is `YYYY-MM-DD`. Left out is what the list answers with nothing, with zero or with
 * several prices: the catalog's own then holds. Throws as the SDK does when the list cannot be asked at all.
 */
export async function pricesToday(pricing: PricingClient, wanted: readonly Wanted[], today: string): Promise<PriceEntry[]> {
  const found = new Map<Wanted, PriceEntry>();
  await inParallel(wanted, AT_ONCE, async (price) => {
    const question = questionOf(price.sku);
    const usd = question && (await onePrice(pricing, question, price.region));
    if (usd !== undefined) found.set(price, { ...price, unit: question?.unit ?? '', per: 1, usd, asOf: today, source: SOURCE });
  });
  return wanted.flatMap((price) => found.get(price) ?? []);
}

/** Without every one of these filters, rows of reservations, dedicated hosts and other systems match as well. */
function questionOf(sku: string): Question | undefined {
  const [service, name = ''] = sku.split(':');
  if (service === 'ec2' && name.includes('.'))
    return {
      service: 'AmazonEC2',
      filters: {
        instanceType: name,
        operatingSystem: 'Linux',
        tenancy: 'Shared',
        preInstalledSw: 'NA',
        capacitystatus: 'Used',
        marketoption: 'OnDemand',
      },
      unit: 'hour',
    };
  if (service !== 'lambda') return undefined;
  const groups: Readonly<Record<string, { readonly group: string; readonly usage: RegExp; readonly unit: string }>> = {
    x86_64: { group: 'AWS-Lambda-Duration', usage: /(^|-)Lambda-GB-Second$/, unit: 'GB-second' },
    arm64: { group: 'AWS-Lambda-Duration-ARM', usage: /(^|-)Lambda-GB-Second-ARM$/, unit: 'GB-second' },
    request: { group: 'AWS-Lambda-Requests', usage: /(^|-)Request$/, unit: 'request' },
  };
  const known = groups[name];
  return known && { service: 'AWSLambda', filters: { group: known.group }, usage: known.usage, unit: known.unit };
}

async function onePrice(pricing: PricingClient, question: Question, region: string): Promise<number | undefined> {
  const { PriceList = [] } = await pricing.send(
    new GetProductsCommand({
      ServiceCode: question.service,
      Filters: Object.entries({ ...question.filters, regionCode: region }).map(([Field, Value]) => ({
        Type: 'TERM_MATCH',
        Field,
        Value,
      })),
    }),
  );
  const products = (PriceList as readonly unknown[])
    .map((text) => JSON.parse(String(text)) as Product)
    .filter(({ product }) => !question.usage || question.usage.test(product?.attributes?.usagetype ?? ''));
  const prices = new Set(products.flatMap(firstPrices));
  const [only] = prices;
  return prices.size === 1 && only !== undefined && only > 0 ? only : undefined;
}

function firstPrices({ terms }: Product): number[] {
  const dimensions = Object.values(terms?.OnDemand ?? {}).flatMap(({ priceDimensions = {} }) => Object.values(priceDimensions));
  return dimensions
    .filter(({ beginRange = '0' }) => Number(beginRange) === 0)
    .map(({ pricePerUnit }) => Number(pricePerUnit?.USD ?? 0));
}
