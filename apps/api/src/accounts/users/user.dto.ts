import { USER_ROLES, type UserRole } from '@app/contracts';
import { IsBoolean, IsIn } from 'class-validator';
import { CheckedBy } from '../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../platform/validation/optional.decorator.js';
import { usernameProblem } from './usernames.js';

export class CreateUserDto {
  /** @example 'ada' */
  @CheckedBy('isUsername', usernameProblem)
  username: string;

  /** Default: user. */
  @Optional()
  @IsIn(USER_ROLES)
  role: UserRole = 'user';
}

export class ChangeUserDto {
  @Optional()
  @IsIn(USER_ROLES)
  role?: UserRole;

  /** The user of a disabled account cannot log in, and its tokens do not work. */
  @Optional()
  @IsBoolean()
  disabled?: boolean;
}
