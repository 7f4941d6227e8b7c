import type { FieldError } from '@app/contracts';
import type { ValidationError } from 'class-validator';
import { joinPath } from '../problem/field-path.js';

/** A request can be wrong in a thousand places; an answer names so many. */
export const MAX_ERRORS = 20;

/** class-validator's tree as a flat list of paths, the first problem of each field. */
export function toFieldErrors(tree: readonly ValidationError[]): FieldError[] {
  const found: FieldError[] = [];
  const visit = (errors: readonly ValidationError[], path: string, isList: boolean) => {
    for (const error of errors) {
      if (found.length >= MAX_ERRORS) return;
      const field = joinPath(path, isList ? Number(error.property) : error.property);
      const message = firstMessage(error);
      if (message !== null) found.push(aboutItem(field, message));
      visit(error.children ?? [], field, Array.isArray(error.value));
    }
  };
  visit(tree, '', false);
  return found;
}

/** A problem of one item of a list says `[INDEX]` first; the index belongs to the path. */
export function aboutItem(field: string, message: string): FieldError {
  const item = /^\[(\d+)\] (.*)$/s.exec(message);
  return item ? { field: joinPath(field, Number(item[1])), message: item[2]! } : { field, message };
}

function firstMessage({ constraints, property }: ValidationError): string | null {
  if (!constraints) return null;
  if ('whitelistValidation' in constraints) return 'unknown property';
  const message = Object.values(constraints)[0];
  if (message === undefined) return null;
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
