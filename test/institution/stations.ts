import { verifyEnrolment, verifyKeyChange } from './signatures.ts';
import { createHash, randomInt } from 'node:crypto';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';

import type { EnrolmentRequest, HeartbeatRequest, KeyRequest } from '../../shared/sync/wire.ts';
import type { Refusal } from './refusal.ts';
import type { Db } from './store.ts';

/** Without I, O, 0 and 1; 16 of these 32 letters are 80 bits. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export type StationRow = {
  readonly station: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly enrolledAt: string;
  readonly revokedAt: string | null;
  readonly heardAt: string | null;
  readonly heartbeat: string | null;
};

export type Stations = ReturnType<typeof createStations>;

/** Enrolment codes, stations and their keys. */
export function createStations(db: Db, clock: Clock, codeValidMs: number) {
  const now = (): string => toInstant(clock.now());

  /** `device`: the only machine, by name, that may spend the code; any without. */
  const issueCode = (given?: string, device: string | null = null): string => {
    const letters = Array.from({ length: 16 }, () =>
      CODE_LETTERS.charAt(randomInt(CODE_LETTERS.length)),
    ).join('');
    const code = given ?? (letters.match(/.{4}/g) ?? []).join('-');
    db.prepare('INSERT INTO codes (hash, issuedAt, expiresAt, device) VALUES (?, ?, ?, ?)').run(
      codeHash(code),
      now(),
      toInstant(clock.now() + codeValidMs),
      device,
    );
    return code;
  };

  /** One refusal for every cause: more detail would help only an attacker. */
  const enrol = (request: EnrolmentRequest): Result<{ station: string; keyId: string }, Refusal> => {
    const refused: Refusal = { code: 'enrolment-refused', detail: 'The code is not valid, or no longer.' };
    return db
      .transaction((): Result<{ station: string; keyId: string }, Refusal> => {
        const hash = codeHash(request.code);
        const before = verifyEnrolment(request) ? enrolledWith(hash, request) : null;
        if (before !== null) return ok(before);
        const live = db
          .prepare<[string, string, string], { hash: string }>(
            `SELECT hash FROM codes WHERE hash = ? AND usedBy IS NULL AND expiresAt > ?
             AND (device IS NULL OR lower(device) = lower(?))`,
          )
          .get(hash, now(), request.device ?? '');
        if (live === undefined || !verifyEnrolment(request)) return refuse(refused);
        const { number } = db
          .prepare<[], { number: number }>('SELECT coalesce(max(number), 0) + 1 AS number FROM stations')
          .get() ?? { number: 1 };
        const station = `st_${String(number).padStart(4, '0')}`;
        db.prepare(
          'INSERT INTO stations (number, station, install, platform, appVersion, enrolledAt) VALUES (?, ?, ?, ?, ?, ?)',
        ).run(number, station, request.install, request.platform, request.appVersion, now());
        const keyId = addKey(station, request.publicKey);
        db.prepare('UPDATE codes SET usedBy = ? WHERE hash = ?').run(station, hash);
        return ok({ station, keyId });
      })
      .immediate();
  };

  /** The earlier answer to the same request, which may have been lost. */
  const enrolledWith = (
    hash: string,
    { publicKey, install }: EnrolmentRequest,
  ): { station: string; keyId: string } | null =>
    db
      .prepare<[string, string, string], { station: string; keyId: string }>(
        `SELECT s.station, k.keyId FROM codes c JOIN stations s ON s.station = c.usedBy
         JOIN stationKeys k ON k.station = s.station
         WHERE c.hash = ? AND k.publicKey = ? AND s.install = ? AND s.revokedAt IS NULL AND k.retiredAt IS NULL`,
      )
      .get(hash, publicKey, install) ?? null;

  const addKey = (station: string, publicKey: string): string => {
    const { number } = db
      .prepare<[string], { number: number }>(
        'SELECT count(*) + 1 AS number FROM stationKeys WHERE station = ?',
      )
      .get(station) ?? { number: 1 };
    const keyId = `k${number}`;
    db.prepare('INSERT INTO stationKeys (station, keyId, publicKey, addedAt) VALUES (?, ?, ?, ?)').run(
      station,
      keyId,
      publicKey,
      now(),
    );
    return keyId;
  };

  const keyOf = (station: string, keyId: string): string | null =>
    db
      .prepare<[string, string], { publicKey: string }>(
        'SELECT publicKey FROM stationKeys WHERE station = ? AND keyId = ? AND retiredAt IS NULL',
      )
      .get(station, keyId)?.publicKey ?? null;

  /** Both keys stay valid until the new one is used: the answer with its id may be lost. */
  const rotateKey = (
    station: string,
    keyId: string,
    request: KeyRequest,
  ): Result<{ keyId: string }, Refusal> => {
    const old = keyOf(station, keyId);
    if (old === null || !verifyKeyChange(request.publicKey, request.signature, old)) {
      return refuse({ code: 'signature-invalid', detail: 'The new key is not signed by the old one.' });
    }
    const known = db
      .prepare<[string, string], { keyId: string }>(
        'SELECT keyId FROM stationKeys WHERE station = ? AND publicKey = ? AND retiredAt IS NULL',
      )
      .get(station, request.publicKey);
    return ok({ keyId: known?.keyId ?? addKey(station, request.publicKey) });
  };

  const retireOlderKeys = (station: string, keyId: string): void => {
    db.prepare(
      `UPDATE stationKeys SET retiredAt = ? WHERE station = ? AND retiredAt IS NULL
       AND rowid < (SELECT rowid FROM stationKeys WHERE station = ? AND keyId = ?)`,
    ).run(now(), station, station, keyId);
  };

  return {
    issueCode,
    enrol,
    keyOf,
    rotateKey,
    retireOlderKeys,
    isActive: (station: string): boolean =>
      db.prepare('SELECT 1 FROM stations WHERE station = ? AND revokedAt IS NULL').get(station) !== undefined,
    revoke: (station: string): void => {
      db.prepare('UPDATE stations SET revokedAt = ? WHERE station = ? AND revokedAt IS NULL').run(
        now(),
        station,
      );
    },
    recordHeartbeat: (station: string, heartbeat: HeartbeatRequest): void => {
      db.prepare('UPDATE stations SET heardAt = ?, heartbeat = ?, appVersion = ? WHERE station = ?').run(
        now(),
        JSON.stringify(heartbeat),
        heartbeat.appVersion,
        station,
      );
    },
    list: (): readonly StationRow[] =>
      db
        .prepare<[], StationRow>(
          'SELECT station, platform, appVersion, enrolledAt, revokedAt, heardAt, heartbeat FROM stations ORDER BY number',
        )
        .all(),
  };
}

/** Stores only the hash; ignores spaces, hyphens and case, for people who type. */
function codeHash(code: string): string {
  return createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest('base64url');
}
