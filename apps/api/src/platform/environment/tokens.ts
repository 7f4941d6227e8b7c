/** Injection tokens of what main.ts makes and the modules use. */
export const CONFIG = Symbol('CONFIG');
export const BACKENDS = Symbol('BACKENDS');
export const CACHE = Symbol('CACHE');
export const BLOBS = Symbol('BLOBS');
