import { buildMessage, ValidateBy } from 'class-validator';

/**
 * A property that `problemOf` checks: it names what is wrong with a value (`has to ...`), or says null. It
 * may look at the object that has the property. The message reads `PROPERTY has to ...`.
 */
export function CheckedBy(
  name: string,
  problemOf: (value: unknown, object: object) => string | null,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown, args) => problemOf(value, args?.object ?? {}) === null,
      defaultMessage: buildMessage(
        (_each, args) => `$property ${problemOf(args?.value, args?.object ?? {}) ?? 'is not valid'}`,
      ),
    },
  });
}
