import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** The institution of a station that is its own (R64): the only one in its database. */
export const EMBEDDED = 'embedded';

/** Many institutions in one database, and what the contract's server keeps of its stations. */
export async function service(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const run = (statement: RawBuilder<unknown>) => statement.execute(db);
  const { text, integer, bytes, tableEnd: end } = dialect;

  await run(
    sql`create table institutions (institution ${text} primary key, generation ${integer} not null) ${end}`,
  );
  // Only a station has data from before institutions were told apart.
  await run(sql`insert into institutions (institution, generation)
    select ${sql.lit(EMBEDDED)}, value from meta where name = 'generation' and exists (select 1 from maps)`);
  await run(sql`delete from meta where name = 'generation'`);
  await run(sql`insert into meta (name, value) values ('stations', 0)`);
  await run(sql`create table service (name ${text} primary key, value ${text} not null) ${end}`);
  await run(sql`insert into service (name, value) values ('epoch', 'e_1')`);

  await run(sql`alter table maps rename to "oldMaps"`);
  await run(sql`create table maps (institution ${text} not null, map ${text} not null, ver ${integer} not null,
    primary key (institution, map)) ${end}`);
  await run(sql`insert into maps select ${sql.lit(EMBEDDED)}, map, ver from "oldMaps"`);
  await run(sql`drop table "oldMaps"`);

  await run(sql`drop index "rowsByVersion"`);
  await run(sql`drop index "rowsByTime"`);
  await run(sql`alter table "rows" rename to "oldRows"`);
  await run(sql`create table "rows" (institution ${text} not null, map ${text} not null, "key" ${text} not null, sealed ${bytes},
    ver ${integer} not null, "startsAt" ${text}, "endsAt" ${text}, primary key (institution, map, "key")) ${end}`);
  await run(
    sql`insert into "rows" select ${sql.lit(EMBEDDED)}, map, "key", sealed, ver, "startsAt", "endsAt" from "oldRows"`,
  );
  await run(sql`drop table "oldRows"`);
  await run(sql`create index "rowsByVersion" on "rows" (institution, map, ver)`);
  await run(sql`create index "rowsByTime" on "rows" (institution, map, "endsAt", "startsAt")`);

  await run(sql`alter table audit rename to "oldAudit"`);
  await run(sql`create table audit (institution ${text} not null, seq ${integer} not null, at ${text} not null,
    actor ${text} not null, action ${text} not null, subject ${text} not null, detail ${text} not null,
    prev ${text} not null, hash ${text} not null, primary key (institution, seq)) ${end}`);
  await run(
    sql`insert into audit select ${sql.lit(EMBEDDED)}, seq, at, actor, action, subject, detail, prev, hash from "oldAudit"`,
  );
  await run(sql`drop table "oldAudit"`);

  await run(sql`create table codes (hash ${text} primary key, institution ${text} not null, "issuedAt" ${text} not null,
    "expiresAt" ${text} not null, device ${text}, location ${text} not null, "usedBy" ${text}) ${end}`);
  await run(
    sql`create table attempts (address ${text} primary key, failures ${integer} not null, "atMs" ${integer} not null) ${end}`,
  );
  await run(sql`create table stations (station ${text} primary key, number ${integer} not null unique,
    institution ${text} not null, location ${text} not null, install ${text} not null, platform ${text} not null,
    "appVersion" ${text} not null, "enrolledAt" ${text} not null, "revokedAt" ${text}, "heardAt" ${text}, heartbeat ${text}) ${end}`);
  await run(sql`create index "stationsOfInstitution" on stations (institution, number)`);
  await run(sql`create table "stationKeys" (station ${text} not null references stations (station), "keyId" ${text} not null,
    number ${integer} not null, "publicKey" ${text} not null, "addedAt" ${text} not null, "retiredAt" ${text},
    primary key (station, "keyId")) ${end}`);
  await run(sql`create table chains (chain ${text} primary key, station ${text} not null references stations (station),
    genesis ${text} not null, "genesisSignature" ${text} not null, "openedAt" ${text} not null, status ${text} not null,
    "headSeq" ${integer} not null, "headHash" ${text}, "signedSeq" ${integer}, "signedHash" ${text}, "signedBy" ${text},
    "ackedSeq" ${integer} not null) ${end}`);
  await run(sql`create index "chainsOfStation" on chains (station, "openedAt")`);
  // No reference to chains: it would cost a look-up an entry, and the row of the chain is locked at every insert.
  await run(sql`create table entries (chain ${text} not null, seq ${integer} not null, id ${text} not null,
    hash ${text} not null, type ${text} not null, session ${text}, header ${text} not null, salt ${text}, body ${text},
    repeats ${integer} not null, carried ${integer} not null, quarantined ${text}, "receivedAt" ${text} not null,
    primary key (chain, seq)) ${end}`);
  await run(sql`create unique index "entriesById" on entries (id) where repeats = 0`);
  await run(sql`create index "entriesQuarantined" on entries (chain, seq) where quarantined is not null`);
  await run(sql`create table evidence (id ${text} primary key, chain ${text} not null references chains (chain),
    "receivedAt" ${text} not null, entries ${text} not null) ${end}`);
  await run(sql`create table alarms (id ${text} primary key, institution ${text} not null, at ${text} not null,
    station ${text} not null, chain ${text}, code ${text} not null, detail ${text} not null) ${end}`);
  await run(sql`create index "alarmsOfInstitution" on alarms (institution, id)`);
  await run(sql`create table sheet (institution ${text} not null, session ${text} not null, version ${integer} not null,
    day ${text} not null, start ${text} not null, "row" ${text} not null, primary key (institution, session)) ${end}`);
  await run(sql`create index "sheetByDay" on sheet (institution, day, start, session)`);
  await run(sql`create table backups (name ${text} primary key, "takenAt" ${text} not null) ${end}`);
  await run(sql`create table "backupHeads" (backup ${text} not null references backups (name), chain ${text} not null,
    seq ${integer} not null, primary key (backup, chain)) ${end}`);
}
