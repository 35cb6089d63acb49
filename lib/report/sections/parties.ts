import type { RunRecord, StoreRecord } from '../../domain/run.ts';
import { count, given } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';

function shapeWords({ shape }: StoreRecord): string {
  if (!shape) return '–';
  const jitter = shape.jitterMs > 0 ? ` + 0–${given(shape.jitterMs)}` : '';
  return `${given(shape.delayMs)}${jitter} ms, ${given(shape.bytesPerSecond / 1e6)} MB/s${shape.faults ? `, faults: ${shape.faults}` : ''}`;
}

function state(store: StoreRecord): Child {
  if (store.failed !== undefined) return html`<b>failed:</b> ${store.failed}`;
  if (store.skipped !== undefined) return html`<b>skipped:</b> ${store.skipped}`;
  return 'measured';
}

/** What was measured against and from where. */
export function parties(run: RunRecord): Html {
  const shaped = run.stores.some((store) => store.shape);
  const text = (title: string) => ({ title, text: true });
  const columns = [
    text('Store'),
    text('title'),
    text('kind'),
    text('site'),
    ...(shaped ? [text('shaped to')] : []),
    { title: 'longest request head, B' },
    text('state'),
    text('remark'),
  ];
  const rows = run.stores.map((store) => [
    store.id,
    store.title,
    store.kind,
    store.site,
    ...(shaped ? [shapeWords(store)] : []),
    count(store.headBytes),
    state(store),
    store.note ?? '',
  ]);
  const hosts = run.hosts.map((host) => [host.id, host.title, host.kind, host.note ?? '']);
  return section(
    'parties',
    'Stores and hosts',
    run.stores.length > 0 && table('Stores', columns, rows),
    run.hosts.length > 0 && table('Hosts', [text('Host'), text('title'), text('kind'), text('remark')], hosts),
  );
}
