import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { html, type Html } from './html.ts';
import { sendProblem } from '../../institution/http/problems.ts';
import type { Overview, Period, SheetRow } from './server.ts';
import { cellText, COLUMNS, trackingCsv } from './tracking-csv.ts';

export type PageParts = {
  readonly institution: Enrolment['institution'];
  readonly trackingRows: (period: Period) => Promise<readonly SheetRow[]>;
  readonly overview: () => Promise<Overview>;
};

const Day = z.iso.date();
const TrackingQuery = z.looseObject({
  from: Day.or(z.literal('')).optional(),
  to: Day.or(z.literal('')).optional(),
  format: z.enum(['json', 'csv', 'html']).optional(),
});

/** The tracking sheet (JSON, CSV, a page) and an overview, for people and programs at the institution. */
export function addPages(app: FastifyInstance, parts: PageParts): void {
  app.get('/', async (request, reply) =>
    isLocal(request)
      ? sendPage(reply, overviewPage(parts.institution, await parts.overview()))
      : refuseForeign(reply),
  );
  app.get('/tracking', async (request, reply) => {
    if (!isLocal(request)) return refuseForeign(reply);
    const query = TrackingQuery.safeParse(request.query);
    if (!query.success) {
      return sendProblem(reply, { code: 'malformed', detail: 'from and to are days such as 2026-11-22.' });
    }
    const { from, to, format } = query.data;
    const period: Period = { from: from || null, to: to || null };
    const rows = await parts.trackingRows(period);
    switch (format ?? preferred(request.headers.accept ?? '')) {
      case 'csv':
        return reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', 'attachment; filename="tracking.csv"')
          .send(trackingCsv(rows));
      case 'html':
        return sendPage(reply, trackingPage(parts.institution, period, rows));
      case 'json':
        return reply.type('application/json').send(JSON.stringify({ rows }));
    }
  });
}

/** JSON unless the first accepted type is HTML or CSV. */
function preferred(accept: string): 'json' | 'csv' | 'html' {
  for (const range of accept.split(',')) {
    const type = range.split(';')[0]?.trim().toLowerCase();
    if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
    if (type === 'text/csv') return 'csv';
    if (type === 'application/json') return 'json';
  }
  return 'json';
}

/** Prevents DNS rebinding: another site's page must not read this server. */
function isLocal(request: FastifyRequest): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(request.headers.host ?? '');
}

function refuseForeign(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, { code: 'malformed', detail: 'The pages answer to this machine only.' });
}

function sendPage(reply: FastifyReply, page: Html): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    .send(page.markup);
}

function layout(institution: Enrolment['institution'], title: Html, content: Html): Html {
  const { en, fr } = institution.name;
  const style = `body{font:1rem/1.5 system-ui,sans-serif;margin:2rem;color:#222}table{border-collapse:collapse}
    th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}th{background:#f1f2f3}
    .wide{overflow-x:auto}label{margin-right:1rem}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Child Link – ${en} / ${fr}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <header>
          <p>${en}<br /><span lang="fr">${fr}</span></p>
          <h1>${title}</h1>
          <nav>
            <a href="/">Overview / <span lang="fr">Aperçu</span></a> ·
            <a href="/tracking?format=html">Tracking sheet / <span lang="fr">Feuille de suivi</span></a>
          </nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`;
}

function trackingPage(
  institution: Enrolment['institution'],
  period: Period,
  rows: readonly SheetRow[],
): Html {
  const [from, to] = [period.from ?? '', period.to ?? ''];
  const query = `from=${from}&to=${to}`;
  return layout(
    institution,
    html`Tracking sheet / <span lang="fr">Feuille de suivi</span>`,
    html`<form action="/tracking">
        <input type="hidden" name="format" value="html" />
        <label>From / <span lang="fr">Du</span> <input type="date" name="from" value="${from}" /></label>
        <label>To / <span lang="fr">Au</span> <input type="date" name="to" value="${to}" /></label>
        <button>Show / <span lang="fr">Afficher</span></button>
      </form>
      <p>
        Both days included; the day of the scheduled start, local time at the institution.<br />
        <span lang="fr"
          >Les deux jours sont compris; le jour du début prévu, à l’heure locale de l’établissement.</span
        >
      </p>
      <p>
        ${rows.length} session(s) / <span lang="fr">séance(s)</span> ·
        <a href="/tracking?${query}&format=csv">CSV</a> · <a href="/tracking?${query}&format=json">JSON</a>
      </p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              ${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${COLUMNS.map((column) => html`<td>${cellText(row[column])}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`,
  );
}

function overviewPage(institution: Enrolment['institution'], overview: Overview): Html {
  return layout(
    institution,
    html`Stations / <span lang="fr">Postes</span>`,
    html`<p>
        Key of this server / <span lang="fr">Clé de ce serveur</span> : <code>${overview.serverKey}</code>
      </p>
      <h2>Stations / <span lang="fr">Postes</span></h2>
      ${table(
        ['station', 'platform', 'app', 'enrolled', 'last heard', 'revoked'],
        overview.stations.map((row) => [
          row.station,
          row.platform,
          row.appVersion,
          row.enrolledAt,
          row.heardAt ?? '–',
          row.revokedAt ?? '–',
        ]),
      )}
      <h2>Chains / <span lang="fr">Chaînes</span></h2>
      ${table(
        ['station', 'chain', 'status', 'entries', 'in every backup'],
        overview.chains.map((row) => [
          row.station,
          row.chain,
          row.status,
          String(row.head?.seq ?? 0),
          String(row.settledSeq),
        ]),
      )}
      <h2>Quarantined / <span lang="fr">En quarantaine</span></h2>
      ${table(
        ['chain', 'seq', 'code'],
        overview.quarantined.map((row) => [row.chain, String(row.seq), row.code]),
      )}
      <h2>Alarms / <span lang="fr">Alertes</span></h2>
      ${table(
        ['at', 'station', 'code', 'detail'],
        overview.alarms.map((row) => [row.at, row.station, row.code, row.detail]),
      )}
      <p>${overview.epoch}</p>`,
  );
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return html`<p>None. / <span lang="fr">Aucune donnée.</span></p>`;
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
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
  </div>`;
}
