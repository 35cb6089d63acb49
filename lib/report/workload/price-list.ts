import type { RunPrices, UnitPrice } from '../../domain/workload/prices.ts';
import { count, number } from '../format.ts';
import type { Html } from '../html.ts';
import { table } from '../parts.ts';

const COLUMNS = [
  { title: 'Of', text: true, long: true },
  { title: 'what', text: true },
  { title: 'USD' },
  { title: 'remark', text: true },
  { title: 'price from', text: true },
  { title: 'as of', text: true },
] as const;

/** Every price that the page calculates with, where it comes from and of when; what has the same price shares a line. */
export function priceList({ places, routes, hosts }: RunPrices): Html {
  const line = (of: string, what: string, price: UnitPrice | undefined, remark = ''): readonly string[][] =>
    price ? [[of, what, number(price.usd), remark, price.source, price.asOf]] : [];
  const rows = [
    ...places.flatMap(({ place, storage, minimum, billed, read, write }) => {
      const least =
        minimum && `at least ${count(minimum.gb)} GB, ${minimum.months} months, ${count(minimum.objectBytes)} bytes an object`;
      const unit = billed === 'units' ? ['million read units', 'million write units'] : ['million reads', 'million writes'];
      return [
        ...line(place, 'GB-month', storage, least),
        ...line(place, unit[0] ?? '', read),
        ...line(place, unit[1] ?? '', write),
      ];
    }),
    ...routes.flatMap(({ site, place, read, write, freeTimesStored, mostTimesStored }) => [
      ...line(
        `${place} to ${site}`,
        'GB read',
        read,
        freeTimesStored !== undefined
          ? `beyond ${freeTimesStored} times what is stored`
          : mostTimesStored !== undefined
            ? `allowed up to ${mostTimesStored} times what is stored`
            : '',
      ),
      ...line(`${site} to ${place}`, 'GB written', write),
    ]),
    ...hosts.flatMap(({ host, site, hour, addressHour, wholeHours, gbSecond, memoryGb, calls }) => [
      ...line(`${host} in ${site}`, 'hour', hour, wholeHours && 'begun hours are whole'),
      ...line(`${host} in ${site}`, 'hour of a public address', addressHour),
      ...line(`${host} in ${site}`, 'GB-second', gbSecond, `${number(memoryGb)} GB of memory`),
      ...line(`${host} in ${site}`, 'million calls', calls),
    ]),
  ];
  const equal = Map.groupBy(rows, ([, ...rest]) => JSON.stringify(rest));
  return table(
    'Prices',
    COLUMNS,
    [...equal.values()].map((group) => [group.map(([of]) => of).join(', '), ...(group[0]?.slice(1) ?? [])]),
  );
}
