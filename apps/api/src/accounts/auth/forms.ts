import { MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS } from '../users/passwords.js';
import { MAX_USERNAME_CHARACTERS } from '../users/usernames.js';
import { type Html, html } from '../../platform/pages/html.js';
import type { Page } from '../../platform/pages/page.js';

interface FormState {
  /** What went wrong with the last try. */
  error?: string | undefined;
  notice?: string | undefined;
}

const notices = ({ error, notice }: FormState): Html[] => [
  ...(error === undefined ? [] : [html`<p class="notice" role="alert">${error}</p>`]),
  ...(notice === undefined ? [] : [html`<p class="notice good" role="status">${notice}</p>`]),
];

/** Carries the token of the session, without which a form is not ours. */
const csrfField = (token: string): Html => html`<input type="hidden" name="csrf_token" value="${token}" />`;

/** A button of the header that logs out. */
export const logoutButton = (token: string): Html =>
  html`<form method="post" action="/logout">${csrfField(token)}<button class="link">Log out</button></form>`;

/** Who typed a name already goes on at the password. */
const usernameField = (value: string): Html =>
  html`<div>
    <label for="username">User name</label
    ><input
      id="username"
      name="username"
      value="${value}"
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      maxlength="${MAX_USERNAME_CHARACTERS}"
      required
      ${value === '' ? AUTOFOCUS : null}
    />
  </div>`;

const AUTOFOCUS = html`autofocus`;

const newPasswordFields = (focused: boolean): Html =>
  html`<div>
      <label for="new_password">New password</label
      ><input
        id="new_password"
        name="new_password"
        type="password"
        autocomplete="new-password"
        minlength="${MIN_PASSWORD_CHARACTERS}"
        maxlength="${MAX_PASSWORD_CHARACTERS}"
        required
        ${focused ? AUTOFOCUS : null}
      />
    </div>
    <div>
      <label for="new_password_check">The same once more</label
      ><input
        id="new_password_check"
        name="new_password_check"
        type="password"
        autocomplete="new-password"
        required
      />
    </div>`;

const nextField = (next: string | undefined): Html | null =>
  next === undefined ? null : html`<input type="hidden" name="next" value="${next}" />`;

/** The login page. */
export function loginPage(
  state: FormState & {
    username?: string;
    registration: boolean;
    /** Where the browser goes afterwards. */
    next?: string | undefined;
  },
): Page {
  const register = state.registration
    ? html`<p class="muted"><a href="/register">Make an account</a></p>`
    : html`<p class="muted">No account? An admin of this service can make you one.</p>`;
  return {
    title: 'Log in',
    body: html`<form class="card stack" method="post" action="/login">
      <h1>Log in</h1>
      ${notices(state)} ${nextField(state.next)} ${usernameField(state.username ?? '')}
      <div>
        <label for="password">Password</label
        ><input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="${MAX_PASSWORD_CHARACTERS}"
          required
          ${(state.username ?? '') === '' ? null : AUTOFOCUS}
        />
      </div>
      <button>Log in</button>${register}
    </form>`,
  };
}

/** Where visitors make themselves an account. */
export function registerPage(state: FormState & { username?: string }): Page {
  return {
    title: 'Make an account',
    body: html`<form class="card stack" method="post" action="/register">
      <h1>Make an account</h1>
      ${notices(state)}
      ${usernameField(state.username ?? '')}${newPasswordFields((state.username ?? '') !== '')}<button>
        Make the account
      </button>
      <p class="muted"><a href="/login">I have one</a></p>
    </form>`,
  };
}

/** The page on which a logged-in user chooses another password. */
export function passwordPage(state: FormState & { username: string; csrfToken: string }): Page {
  return {
    title: 'Password',
    nav: logoutButton(state.csrfToken),
    body: html`<form class="card stack" method="post" action="/admin/password">
      <h1>Choose another password</h1>
      ${notices(state)}<input
        type="hidden"
        name="username"
        value="${state.username}"
        autocomplete="username"
      />
      ${csrfField(state.csrfToken)}
      <div>
        <label for="current_password">Current password</label
        ><input
          id="current_password"
          name="current_password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
        />
      </div>
      ${newPasswordFields(false)}<button>Change the password</button>
      <p class="muted">Every other session of this account ends.</p>
    </form>`,
  };
}

/** Where the user of a reset link chooses a password. */
export function resetPage(state: FormState & { username: string; secret: string }): Page {
  return {
    title: 'Choose a password',
    body: html`<form class="card stack" method="post" action="/password_reset">
      <h1>Choose a password</h1>
      <p class="muted">For the account <strong>${state.username}</strong>. This link works once.</p>
      ${notices(state)}<input
        type="hidden"
        name="secret"
        value="${state.secret}"
      />${newPasswordFields(false)}
      <button>Set the password</button>
    </form>`,
  };
}
