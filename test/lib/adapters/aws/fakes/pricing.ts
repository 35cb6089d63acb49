import { json, refused, type Service } from './account.ts';

/** A product of the price list: its attributes and the USD of its first unit. */
export interface FakeProduct {
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly usd: string;
  /** Prices of later tiers, which start elsewhere. */
  readonly laterUsd?: string;
}

/** The Price List API: products whose attributes have every value that is asked for. `denied` refuses every call. */
export function fakePricing(products: readonly FakeProduct[], denied: () => boolean = () => false): Service {
  return ({ action, input }) => {
    if (denied())
      return refused(
        400,
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/t is not authorized to perform: pricing:GetProducts',
      );
    if (action !== 'GetProducts') return refused(400, 'InvalidParameterException', action);
    const filters = input.Filters as readonly { readonly Field: string; readonly Value: string }[];
    const found = products.filter(
      ({ service, attributes }) =>
        service === input.ServiceCode && filters.every(({ Field, Value }) => attributes[Field] === Value),
    );
    return json({ FormatVersion: 'aws_v1', PriceList: found.map((product) => JSON.stringify(listed(product))) });
  };
}

function listed({ attributes, usd, laterUsd }: FakeProduct) {
  const dimension = (beginRange: string, price: string) => ({ beginRange, endRange: 'Inf', pricePerUnit: { USD: price } });
  const later = laterUsd === undefined ? {} : { two: dimension('6000000000', laterUsd) };
  return { product: { attributes }, terms: { OnDemand: { term: { priceDimensions: { one: dimension('0', usd), ...later } } } } };
}
