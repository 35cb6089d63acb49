import type { Exchange, ItemPart } from '../../lib/domain/order.ts';
import { now } from './clock.ts';
import { type HostKeys, type SignedItem, signItem } from './item.ts';

/**
 * What a block may hold. All of its items are signed ahead or none, so that no operation differs from the next: those of a block that
 * sends more are signed right before their own clock, to which that matters little.
 */
const AHEAD_BYTES = 4 * 1024 * 1024;
/** Head and JSON around the data, generously. */
const AROUND_BYTES = 2048;
/** AWS takes a signature for five minutes; a block whose operations time out may last longer. */
const GOOD_MS = 60_000;

/** The signed items of one block. An item that was not signed ahead is signed when it is taken. */
export interface SignedItems {
  /** Encodes and signs the items of a block where they may be held. One that cannot be signed says so when it is taken. */
  ahead(exchanges: readonly Exchange[]): Promise<void>;
  /** Gives a signed item away, once. Error: NoCredentials. */
  take(part: ItemPart): Promise<SignedItem>;
}

/**
 * Signs with what the run's content and the host's keys are when it is asked. Objects come with a signature in their URL; an item has
 * its body in it. Signed between two operations it leaves the next one a cold processor and garbage: a quarter of what a store in the
 * same room takes (bench, figure dynamodb).
 */
export function signedItems(content: () => Uint8Array, keys: HostKeys): SignedItems {
  const held = new Map<ItemPart, { readonly signed: SignedItem; readonly at: number }>();
  return {
    async ahead(exchanges) {
      const parts = exchanges.flatMap((exchange) => exchange.parts.filter((part) => part.kind === 'item'));
      if (parts.reduce((sum, part) => sum + heldBytes(part), 0) > AHEAD_BYTES) return;
      try {
        for (const part of parts) held.set(part, { signed: await signItem(part, content(), keys), at: now() });
      } catch {
        // No keys: the flights that need them fail by name.
      }
    },
    async take(part) {
      const found = held.get(part);
      held.delete(part);
      return found && now() - found.at < GOOD_MS ? found.signed : signItem(part, content(), keys);
    },
  };
}

const heldBytes = ({ operation, bytes }: ItemPart): number => AROUND_BYTES + (operation === 'put' ? (bytes * 4) / 3 : 0);
