export const LIBS: Readonly<Record<string, readonly string[]>>;
export const LIBS_WITHOUT_NEST: readonly string[];
export const ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
