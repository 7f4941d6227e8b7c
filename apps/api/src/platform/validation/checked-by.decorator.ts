import { buildMessage, ValidateBy } from 'class-validator';

/**
 * A property that `problemOf` checks: it names what is wrong with a value (`has to ...`), or says null.
 * The message reads `PROPERTY has to ...`.
 */
export function CheckedBy(name: string, problemOf: (value: unknown) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => problemOf(value) === null,
      defaultMessage: buildMessage((_each, args) => `$property ${problemOf(args?.value) ?? 'is not valid'}`),
    },
  });
}
