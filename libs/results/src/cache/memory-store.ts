import { LRUCache } from 'lru-cache';

/** Entries of the memory cache, together, in UTF-16 units of their serialised values. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
/** One entry may take this share, so that a single large value does not empty the cache. */
const MAX_SHARE = 1 / 8;

/**
 * The map behind the memory cache, bounded: the entry that was not used for the longest time goes first.
 * Keyv hands it serialised values, so their length is their size.
 */
export function memoryStore(maxCharacters = MAX_CHARACTERS): LRUCache<string, string> {
  return new LRUCache({
    maxSize: maxCharacters,
    maxEntrySize: Math.max(1, Math.floor(maxCharacters * MAX_SHARE)),
    // It takes no size of nothing.
    sizeCalculation: (value) => Math.max(1, value.length),
  });
}
