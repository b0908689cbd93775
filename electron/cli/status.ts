import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { SyncView } from '../../shared/ipc/snapshot.ts';
import { syncDetails, syncSentence } from '../../shared/language/sync-words.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import type { ChainRecord } from '../journal/sqlite/chain-table.ts';
import { codeSentence, sentence } from './catalogue.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { embeddedStatus } from './embedded-status.ts';
import { placesOf, settingsOf } from './places.ts';
import { readEnrolment, type RecordReader, setAsideFiles, withRecord } from './record-reader.ts';
import { needsMending, reachSentence, serverReach } from './server-reach.ts';
import { wordsOf } from './words.ts';

const FeedRow = z.object({ feed: z.string(), expires_at: z.string(), received_at_ms: z.int() });
type Feed = z.infer<typeof FeedRow>;

/** `status`: what the institution has received, in the words of the screen (R61), and whether its server answers (R63). Without a server: its copies (R64). */
export async function status(context: CommandContext): Promise<CommandResult> {
  const settings = settingsOf(context);
  const places = placesOf(context);
  if (settings.ok && places.ok && settings.value.institution === 'embedded')
    return embeddedStatus(context, { folder: places.value.folder, copyFolder: settings.value.copyFolder });
  const recorded = recordStatus(context);
  const reach = await serverReach(context);
  const fault = reachSentence(reach, context);
  const { json } = recorded;
  const broken = needsMending(reach);
  return {
    ...recorded,
    outcome: broken ? 'problem' : recorded.outcome,
    lines: fault === null ? recorded.lines : [...recorded.lines, fault],
    json:
      typeof json === 'object' && json !== null
        ? { ...json, ...(broken ? { ok: false } : {}), server: reach }
        : json,
  };
}

function recordStatus(context: CommandContext): CommandResult {
  const { language, clock } = context;
  const words = wordsOf(language);
  const found = placesOf(context);
  if (!found.ok) return found.refusal;
  const places = found.value;
  const enrolment = readEnrolment(places)?.enrolment ?? null;
  return withRecord(places, words, (record) => {
    const feeds = z
      .array(FeedRow)
      .parse(
        record.connection.prepare('SELECT feed, expires_at, received_at_ms FROM feeds ORDER BY feed').all(),
      );
    const now = clock.now();
    const newest = record.chains.newest();
    const sync = standing(record, newest, enrolment, feeds, now);
    const zone = enrolment?.institution.zone ?? 'UTC';
    const wording = { language, zone, now };
    const first = syncSentence(sync, wording);
    const line =
      first.key === 'sync.attention'
        ? sentence(language, first.key, { what: codeSentence(language, 'sync.code', first.code) })
        : sentence(language, first.key, first.values);
    const details = syncDetails(sync, wording).map(({ key, values }) => sentence(language, key, values));
    const aside = setAsideFiles(places);
    const keyIsFile = existsSync(places.key);
    return {
      outcome: sync.state === 'safe' || sync.state === 'waiting' ? 'good' : 'problem',
      lines: [
        ...(enrolment === null
          ? []
          : [words.station(enrolment.station, enrolment.institution.name[language])]),
        ...[line, ...(enrolment === null ? [] : details)].filter((text) => text !== null),
        keyIsFile ? words.keyByFile : words.keyElsewhere,
        ...aside.map(words.setAside),
      ],
      json: {
        ok: sync.state === 'safe' || sync.state === 'waiting',
        ...sync,
        station: enrolment?.station ?? null,
        institution: enrolment?.institution.id ?? null,
        serverKey: enrolment === null ? null : keyFingerprint(enrolment.serverKey.publicKey),
        chain: newest?.chain ?? null,
        ackedSeq: newest?.ackedSeq ?? 0,
        settledSeq: newest?.settledSeq ?? 0,
        feeds: Object.fromEntries(
          feeds.map((row) => [row.feed, { receivedAt: row.received_at_ms, expiresAt: row.expires_at }]),
        ),
        key: keyIsFile ? 'file' : 'operating-system',
        setAside: aside,
      },
    };
  });
}

/** The running station's sync status, computed from disk: "safe" only with a valid receipt. */
function standing(
  record: RecordReader,
  newest: ChainRecord | null,
  enrolment: Enrolment | null,
  feeds: readonly Feed[],
  now: number,
): SyncView {
  const chain = newest?.chain ?? '';
  const receipt = newest?.receipt ?? null;
  const total = record.entries.headOf(chain)?.seq ?? 0;
  const holds =
    receipt !== null &&
    enrolment !== null &&
    receipt.chain === chain &&
    receipt.keyId === enrolment.serverKey.keyId &&
    record.entries.hashAt(chain, receipt.seq) === receipt.hash &&
    verifyReceipt(receipt, enrolment.serverKey.publicKey);
  const safe = holds ? Math.min(newest?.ackedSeq ?? 0, receipt.seq) : 0;
  const waiting = total - safe;
  const oldest = waiting === 0 ? undefined : record.entries.range(chain, safe + 1, 1)[0];
  const receiptAt = receipt === null ? null : Date.parse(receipt.at);
  const reached = [...feeds.map((row) => row.received_at_ms), ...(receiptAt === null ? [] : [receiptAt])];
  const code = attention(receipt !== null && enrolment !== null && !holds, feeds, now);
  return {
    state:
      enrolment === null
        ? 'not-enrolled'
        : code !== null
          ? 'attention'
          : waiting === 0 && holds
            ? 'safe'
            : 'waiting',
    total,
    waiting,
    oldestWaitingAt: oldest?.wire == null ? null : Date.parse(oldest.wire.header.at),
    lastReachedAt: reached.length === 0 ? null : Math.max(...reached),
    nextTryAt: null,
    receiptAt,
    code,
  };
}

function attention(receiptBad: boolean, feeds: readonly Feed[], now: number): string | null {
  if (receiptBad) return 'receipt-invalid';
  return feeds.some((row) => Date.parse(row.expires_at) <= now) ? 'feed-expired' : null;
}
