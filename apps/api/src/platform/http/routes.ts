import type { Request } from 'express';

/** What is looked at of a layer in Express 5's router. */
interface RouterLayer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean | undefined> };
}

/** The methods that some route takes at the request's path, in capitals; empty when there is no such path. */
export function allowedMethods(request: Request): string[] {
  const { stack } = (request.app as unknown as { router: { stack: RouterLayer[] } }).router;
  const methods = new Set<string>();
  for (const layer of stack) {
    if (!layer.route || layer.route.methods['_all'] || !matches(layer, request.path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function matches(layer: RouterLayer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    return false; // a path whose percent-encoding cannot be decoded
  }
}
