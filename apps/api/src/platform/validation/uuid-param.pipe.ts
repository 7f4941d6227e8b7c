import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { validate, version } from 'uuid';
import { invalidField } from '../problem/domain-error.js';

/** A path parameter that is a UUID, in lower case afterwards. */
@Injectable()
export class UuidParamPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (!validate(value)) throw invalidField(data ?? 'id', 'has to be a UUID');
    return value.toLowerCase();
  }
}

/** What keeps a value from being a UUIDv7; null when it is one. */
export function uuidV7Problem(value: unknown): string | null {
  return validate(value) && version(value as string) === 7 ? null : 'has to be a UUID of version 7';
}

/** A path parameter that is a UUIDv7, in lower case afterwards. */
@Injectable()
export class UuidV7ParamPipe extends UuidParamPipe {
  override transform(value: string, metadata: ArgumentMetadata): string {
    const problem = uuidV7Problem(value);
    if (problem) throw invalidField(metadata.data ?? 'id', problem);
    return super.transform(value, metadata);
  }
}
