import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import type { LocalText } from '../../shared/language/local-text.ts';
import { HeartbeatRequest, type JsonObject } from '../../shared/sync/wire.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { ListedStation, ServicePort } from '../api/service-port.ts';
import { recordAct } from '../core/audit.ts';
import { refuse } from '../core/refusal.ts';
import { createRunningVisits } from '../core/running-visits.ts';
import type { Store } from '../core/store.ts';
import { sheetRows } from '../core/sync/sheet.ts';
import type { CodeWish } from '../core/sync/stations.ts';
import type { StationRow, SyncStore } from '../core/sync/sync-store.ts';
import type { LocalAccounts } from './local-accounts.ts';

export interface ServicePortParts {
  readonly institution: string;
  readonly store: Store;
  readonly syncStore: SyncStore;
  readonly clock: Clock;
  readonly accounts: LocalAccounts;
  readonly isMember: (staff: string) => Promise<boolean>;
  readonly issueCode: (wish: CodeWish) => Promise<string>;
  readonly institutions: () => Promise<readonly string[]>;
}

export function createServicePort(parts: ServicePortParts): ServicePort {
  const { institution, store, syncStore, clock, accounts } = parts;
  const record = (actor: string, action: string, subject: string, detail: JsonObject = {}) =>
    store.write((writer) =>
      recordAct(writer, { at: toInstant(clock.now()), actor, action, subject, detail }),
    );

  async function rowsOf(one: string, period: { readonly from: string; readonly to: string }) {
    const rows: TrackingRow[] = [];
    for await (const page of sheetRows(syncStore, one, period)) rows.push(...page);
    return rows;
  }

  return {
    visits: createRunningVisits(store, clock),
    stations: async () => (await syncStore.read((reader) => reader.stations(institution))).map(listed),
    async issueCodes(actor, requests) {
      const issued = [];
      for (const { location, device } of requests) {
        const code = await parts.issueCode({ institution, location, device });
        issued.push({ location, device, code });
      }
      await record(actor, 'station.codes', String(requests.length));
      return issued;
    },
    async revoke(actor, station) {
      const known = await syncStore.read((reader) => reader.stations(institution));
      if (!known.some((one) => one.station === station)) return refuse('station-unknown');
      await syncStore.write((writer) => writer.revoke(institution, station, toInstant(clock.now())));
      await record(actor, 'station.revoked', station);
      return ok(null);
    },
    async sheet(period, everywhere) {
      const all = everywhere ? await parts.institutions() : [institution];
      const rows: TrackingRow[] = [];
      for (const one of all) rows.push(...(await rowsOf(one, period)));
      return rows;
    },
    async transmit(actor, period) {
      const rows = await rowsOf(institution, period);
      await record(actor, 'sheet.exported', `${period.from} ${period.to}`, { rows: rows.length });
      return rows;
    },
    async invite(actor, staff) {
      if (!(await parts.isMember(staff))) return refuse('staff-unknown');
      const issued = await accounts.issueCode(institution, staff);
      await record(actor, 'staff.invited', staff);
      return ok({ id: staff, ...issued });
    },
  };
}

function listed({ heartbeat, location, ...row }: StationRow): ListedStation {
  const place: LocalText = JSON.parse(location);
  const read = heartbeat === null ? null : HeartbeatRequest.safeParse(JSON.parse(heartbeat));
  if (read?.success !== true) return { ...row, location: place, report: null };
  const { phase, pending, oldestPendingAt, diskFreeBytes, system, health } = read.data;
  const report = { phase, pending, oldestPendingAt, diskFreeBytes, health, release: system.release };
  return { ...row, location: place, report };
}
