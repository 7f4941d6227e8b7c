import type { Dashboard } from './dashboard-reader.js';
import { logoutButton } from '../../../accounts/auth/forms.js';
import { type Html, html } from '../../../platform/pages/html.js';
import type { Page } from '../../../platform/pages/page.js';

/** How the service does, for admins, without scripts; the web app has more. */
export function dashboardPage(data: Dashboard, username: string, csrfToken: string): Page {
  return {
    title: 'Dashboard',
    wide: true,
    nav: html`<a href="/admin">Administration</a
      ><a href="/admin/password">${username}</a>${logoutButton(csrfToken)}`,
    body: html`<h1>Dashboard</h1>
      ${figures(data)}${workers(data)}${slowestJobs(data)}${users(data)}`,
  };
}

function figures({ queue, throughput, failures }: Dashboard): Html {
  const entries: [string, number | string][] = [
    ['waiting', queue.waiting],
    ['running', queue.running],
    ['in the queue', queue.inQueue ?? 'no answer'],
    ['done, last minute', throughput.lastMinute],
    ['done, last hour', throughput.lastHour],
    ['done, last day', throughput.lastDay],
    ['internal errors, last day', failures.internalErrors],
    ['dead letters', queue.deadLetters],
  ];
  return html`<dl class="figures">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function workers({ workers: rows }: Dashboard): Html {
  return table(
    'Workers',
    ['host', 'busy', 'slots', 'runner', 'isolation', 'languages', 'version'],
    rows.map((worker) => [
      worker.host,
      worker.busy,
      worker.slots,
      worker.runner,
      worker.isolation,
      worker.languages.length,
      worker.version,
    ]),
    'No worker has reported itself within the last ten seconds.',
  );
}

function slowestJobs({ slowestJobs: rows }: Dashboard): Html {
  return table(
    'Slowest jobs of the last day',
    ['submission', 'kind', 'verdict', 'seconds', 'owner'],
    rows.map((job) => [
      html`<a href="/s/${job.id}"><code>${job.id}</code></a>`,
      job.kind,
      job.verdict ?? job.status,
      job.seconds.toFixed(2),
      html`<code>${job.ownerId}</code>`,
    ]),
    'No job has ended within the last day.',
  );
}

function users({ users: rows }: Dashboard): Html {
  return table(
    'Users',
    ['name', 'role', 'state', 'made (UTC)', 'last login (UTC)'],
    rows.map((user) => [
      user.username,
      user.role,
      user.disabled ? 'disabled' : user.hasPassword ? 'active' : 'has no password yet',
      user.createdAt.slice(0, 10),
      user.lastLoginAt?.slice(0, 16).replace('T', ' ') ?? 'never',
    ]),
    'There are no users.',
  );
}

function table(title: string, names: string[], rows: (string | number | Html)[][], empty: string): Html {
  if (rows.length === 0)
    return html`<section class="card">
      <h2>${title}</h2>
      <p class="muted">${empty}</p>
    </section>`;
  return html`<section class="card">
    <h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${names.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
