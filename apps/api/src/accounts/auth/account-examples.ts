/** Requests and answers of the pages with forms, which programs use with JSON. */
export const USER = { id: '0199b1c2-5f00-7abc-8def-0123456789ab', username: 'ada', role: 'user' };
export const SESSION = { user: USER, mustChangePassword: false };
export const LOGGED_OUT = { user: null };

const CREDENTIALS = { username: 'ada', password: 'a long password' };
const CHANGE = {
  current_password: 'a long password',
  new_password: 'another long one',
  new_password_check: 'another long one',
};
const REGISTRATION = {
  username: 'ada',
  new_password: 'a long password',
  new_password_check: 'a long password',
};
const RESET = {
  secret: 'kPq3yqvN7l0m1n2o3p4q5r6s7t8u9v0w1x2y3z4A5B6',
  new_password: 'a long password',
  new_password_check: 'a long password',
};

export const ACCOUNT_BODIES = {
  login: { summary: 'Log in', value: CREDENTIALS },
  change: { summary: 'Choose another password', value: CHANGE },
  register: { summary: 'Make an account', value: REGISTRATION },
  reset: { summary: 'Set the password of the link', value: RESET },
  logout: { summary: 'Log out', value: {} },
} as const;
