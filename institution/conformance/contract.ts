/**
 * SYNC.md, sentence by sentence, with who is bound by each. A sentence needs a rule on every side that it binds, or the
 * reason why a black box cannot see it. `…` stands for words left out.
 */

type Side = 'server' | 'station';
type Entry = {
  readonly section: string;
  readonly text: string;
  readonly binds: readonly Side[];
  /** Why there is no rule for that side. */
  readonly unseen?: Partial<Readonly<Record<Side, string>>>;
};

const SERVER = ['server'] as const;
const STATION = ['station'] as const;
const BOTH = ['server', 'station'] as const;
/** Explains or measures, and binds nobody. */
const NOBODY = [] as const;

const WHY = 'Why it looks like this';
const NOTATION = 'Notation';
const CHAIN = 'Chain and entry';
const REQUESTS = 'Requests';
const CALLS = 'Requests: calls';
const SERVER_SECTION = 'Requests: the server';
const ERRORS = 'Errors';
const PUSH = 'What the station does before each push';
const FEEDS = 'Feeds';
const ROWS = 'Feeds: rows';
const ERASING = 'Erasing';
const TRACKING = 'Tracking sheet';

const NEEDS_OPERATOR = 'only an operator of the server can bring this about';
const NEEDS_RESTORE = 'the kit cannot restore another’s server';
const AT_THE_SCREEN = 'it shows at the station’s screen alone';
const NEEDS_PERSON = 'it needs people at the station during a visit';
const BROKEN_SERVER = 'the server would have to be overloaded, full or broken';

export const CONTRACT = {
  // Why it looks like this
  'why-measured': { section: WHY, binds: NOBODY, text: 'Measured on 3,000 random histories …' },
  'why-identity': {
    section: WHY,
    binds: SERVER,
    text: 'Hence four rules: identity is (chain, seq, hash);',
  },
  'why-compare': { section: WHY, binds: STATION, text: 'heads are compared before every push;' },
  'why-erasing': {
    section: WHY,
    binds: STATION,
    text: 'erasing follows `settledSeq`, not the acknowledgement;',
  },
  'why-divergence': {
    section: WHY,
    binds: STATION,
    text: 'on divergence the station opens a new chain and carries the diverging entries over under the same ids.',
  },

  // Notation
  json: {
    section: NOTATION,
    binds: BOTH,
    text: 'JSON, UTF-8, integers below 2^53, no floats in signed or hashed objects.',
  },
  jcs: { section: NOTATION, binds: BOTH, text: '`JCS(x)`: canonical JSON of RFC 8785, as bytes.' },
  sha256: { section: NOTATION, binds: BOTH, text: '`H(x)`: SHA-256.' },
  b64u: { section: NOTATION, binds: BOTH, text: '`b64u`: base64url without padding.' },
  'joined-bytes': {
    section: NOTATION,
    binds: NOBODY,
    text: '`+` joins bytes; quoted strings are their ASCII bytes, `\\n` one newline byte.',
  },
  instants: {
    section: NOTATION,
    binds: BOTH,
    text: 'Instants: RFC 3339, UTC, milliseconds (`2026-11-22T01:02:03.456Z`).',
  },
  ids: { section: NOTATION, binds: STATION, text: 'Ids: UUIDv7 in lower case.' },
  vectors: { section: NOTATION, binds: NOBODY, text: 'Test vectors: `sync-vectors.json` beside this page.' },

  // Chain and entry
  genesis: {
    section: CHAIN,
    binds: BOTH,
    text: 'genesis = {"v":1,"station":S,"install":b64u(16 random bytes),"publicKey":b64u(32 bytes, Ed25519),"reason":R, "previousChain":null|C,"previousHead":null|{"seq":n,"hash":h},"createdAt":T,"appVersion":A}',
  },
  reasons: {
    section: CHAIN,
    binds: BOTH,
    text: 'R: enrolled | reimaged | rolled-back | forked | corrupt',
  },
  'chain-name': {
    section: CHAIN,
    binds: BOTH,
    text: 'chain = b64u(H("child-link/1/genesis\\n" + JCS(genesis)))',
  },
  header: {
    section: CHAIN,
    binds: BOTH,
    text: 'header = {"v":1,"chain":C,"seq":1…,"id":uuid,"prev":hash of seq-1, or the chain id for seq 1, … "session":uuid|null,"commit":c}',
  },
  commit: {
    section: CHAIN,
    binds: BOTH,
    text: 'commit = b64u(H("child-link/1/body\\n" + salt[16 random bytes] + JCS(body)))',
  },
  hash: { section: CHAIN, binds: BOTH, text: 'hash = b64u(H("child-link/1/entry\\n" + JCS(header)))' },
  wire: {
    section: CHAIN,
    binds: BOTH,
    text: 'on the wire: {"header":header,"hash":hash,"salt":b64u(salt)|null,"body":object|null}',
  },
  erased: {
    section: CHAIN,
    binds: BOTH,
    unseen: { station: 'a station erases a day after its server’s backups at the earliest' },
    text: 'Erased: salt and body are null; the chain still verifies.',
  },
  'entry-size': {
    section: CHAIN,
    binds: BOTH,
    text: 'An entry is at most 16 KiB on the wire; the station refuses to write a larger one.',
  },
  order: { section: CHAIN, binds: BOTH, text: 'Order is `seq`, never time.' },
  'same-transaction': {
    section: CHAIN,
    binds: STATION,
    unseen: { station: 'only a power cut at the station shows it' },
    text: 'An entry is written in the same transaction as whatever it changes.',
  },

  // Requests
  https: {
    section: REQUESTS,
    binds: BOTH,
    unseen: { station: 'the kit answers in plain HTTP on this machine' },
    text: 'HTTPS.',
  },
  'request-headers': {
    section: REQUESTS,
    binds: BOTH,
    text: 'Every request carries `Child-Link-Version: 1`, `Child-Link-Station: S` (not on enrolment), `Content-Digest: sha-256=:…:` (RFC 9530) when it has a body, and a signature (RFC 9421), label `station`:',
  },
  'signature-input': {
    section: REQUESTS,
    binds: BOTH,
    text: '`Signature-Input: station=("@method" "@authority" "@path" "@query" "content-digest" "child-link-version" "child-link-station");created=<unix seconds>;keyid="<key id>";alg="ed25519"` (`content-digest` only with a body; `@query` is `?` when empty).',
  },
  'target-uri': {
    section: REQUESTS,
    binds: STATION,
    text: 'Not `@target-uri`: a TLS proxy changes it.',
  },
  'created-of-writes': {
    section: REQUESTS,
    binds: SERVER,
    text: '`created` of what changes something is logged, never judged: those calls are idempotent.',
  },
  'created-of-reads': {
    section: REQUESTS,
    binds: SERVER,
    text: 'A read (`GET`) gives away names and links, so a copied request must not stay good: a `created` more than 300 s from the server’s clock is 401 `clock-skewed`;',
  },
  'signed-again': {
    section: REQUESTS,
    binds: STATION,
    text: 'the station takes the server’s time from `Date`, signs again with it, once.',
  },
  'learned-offset': {
    section: REQUESTS,
    binds: STATION,
    text: 'It learns that offset from every answer and uses it for `created` only; its own clock stays its own.',
  },
  gzip: {
    section: REQUESTS,
    binds: BOTH,
    text: 'Bodies over 1 KiB may be gzip; the digest is of the bytes sent.',
  },
  'answer-headers': {
    section: REQUESTS,
    binds: SERVER,
    text: 'Every answer carries `Child-Link-Epoch` (changes when the server’s data was restored) and `Date`.',
  },

  // The calls
  'call-enrolments': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/enrolments` `{"code","publicKey","install","appVersion","platform","signature"}` … → 201 `{"station","keyId","institution":{…},"location","serverKey":{…},"epoch","limits":{…}}`.',
  },
  'enrolment-signature': {
    section: CALLS,
    binds: BOTH,
    text: '(signature: Ed25519 over `"child-link/1/enrol\\n" + code + "\\n" + publicKey + "\\n" + install`)',
  },
  'enrolment-code': {
    section: CALLS,
    binds: SERVER,
    text: 'Code: one use, expires, at least 80 bits.',
  },
  'enrolment-refused': {
    section: CALLS,
    binds: SERVER,
    text: '403 `enrolment-refused`, for every cause alike.',
  },
  'enrolment-slowed': {
    section: CALLS,
    binds: SERVER,
    text: 'Wrong codes are slowed by where they come from (429) and close nobody else’s code;',
  },
  'enrolment-again': {
    section: CALLS,
    binds: BOTH,
    text: 'the same request again (its answer was lost) gets the same answer.',
  },
  'call-chains': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/chains` `{"genesis","signature"}` (Ed25519 over `"child-link/1/genesis\\n" + JCS(genesis)`) → 201, or 200 if known',
  },
  'call-state': {
    section: CALLS,
    binds: BOTH,
    text: '`GET /v1/state?chain=C` → `{"epoch","time","chain","head":{"seq","hash"}|null,"settledSeq","status":"open"|"closed"|"forked"|"unknown","feeds":{"schedule":{"gen","ver"},…},"limits","pollSeconds"}`',
  },
  'call-hash': {
    section: CALLS,
    binds: BOTH,
    text: '`GET /v1/chains/C/hash?seq=N` → `{"seq","hash"}`; 404 `no-such-entry`',
  },
  'call-entries': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/chains/C/entries` `{"from":{"seq","hash"}|null,"entries":[…],"head":{"seq","hash","signature"}}` … → 200 `{"head":{"seq","hash"},"accepted","duplicate","quarantined":[{"seq","code"}],"settledSeq","receipt"}`',
  },
  'head-signature': {
    section: CALLS,
    binds: BOTH,
    text: '(signature: Ed25519 over `"child-link/1/head\\n" + C + "\\n" + seq + "\\n" + hash`)',
  },
  'call-evidence': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/chains/C/evidence` `{"entries":[…]}` → 202; kept read-only',
  },
  'call-feeds': {
    section: CALLS,
    binds: BOTH,
    text: '`GET /v1/feeds/F?gen=G&after=V&limit=N&wait=S` → `{"feed","gen","ver","reset":bool,"more":bool,"ops":[…],"stateHash","issuedAt","expiresAt","keyId","signature"}`;',
  },
  'feed-wait': {
    section: CALLS,
    binds: BOTH,
    text: '`wait` up to 25 s holds the answer until there is news',
  },
  'call-heartbeat': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/heartbeat` `{"chain","head":{"seq","hash","signature"},"ackedSeq","pending","oldestPendingAt":T|null,"phase",…,"health":[{"code","since"}],"system":{…}}` → 204.',
  },
  health: {
    section: CALLS,
    binds: BOTH,
    text: '`health`: what a person should know and cannot see from afar (…); empty when all is well.',
  },
  'heartbeat-rhythm': {
    section: CALLS,
    binds: STATION,
    text: 'Every 60 s and after each burst.',
  },
  'heartbeat-truncation': {
    section: CALLS,
    binds: SERVER,
    text: 'The head it carries makes a later truncation provable.',
    unseen: { server: 'the alarm is inside the institution' },
  },
  'call-keys': {
    section: CALLS,
    binds: BOTH,
    text: '`POST /v1/keys` `{"publicKey","signature"}`, the old key over `"child-link/1/key\\n" + publicKey` → 201 `{"keyId"}`,',
  },
  'keys-both-good': {
    section: CALLS,
    binds: BOTH,
    text: 'both good until the new one is first used; also an entry `key.rotated`',
  },
  receipt: {
    section: CALLS,
    binds: SERVER,
    text: '`receipt = {"chain","seq","hash","epoch","at","keyId","signature"}`, signature: the server’s Ed25519 over `"child-link/1/receipt\\n" + JCS(receipt without signature)`.',
  },
  'receipt-kept': {
    section: CALLS,
    binds: STATION,
    text: 'The station keeps the newest one and says "safe" of nothing without it.',
  },

  // The server
  durable: {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'The server, in one durable transaction: …',
  },
  'station-active': {
    section: SERVER_SECTION,
    binds: SERVER,
    unseen: { server: NEEDS_OPERATOR },
    text: 'station active, …',
  },
  'digest-and-signature': {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'digest and signature good, …',
  },
  'from-equals': { section: SERVER_SECTION, binds: SERVER, text: '`from` equals what it has, …' },
  recomputed: {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'every hash recomputed, seq contiguous.',
  },
  duplicate: {
    section: SERVER_SECTION,
    binds: SERVER,
    text: '`seq` at or below its head: same hash is a duplicate (a missing body is filled in), another hash is a fork.',
  },
  unique: { section: SERVER_SECTION, binds: SERVER, text: 'Unique on (chain, seq) and on id.' },
  carried: {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'A known id arriving on another chain of the same station is stored in the new chain and marked carried.',
  },
  'smaller-batch': {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'A batch may be smaller than `limits` allow.',
  },
  'older-chain': {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'After a restore, a chain older than the newest known is taken again (200), whatever was closed by it.',
  },
  meaning: {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'Meaning never rejects: unknown types and broken business rules are stored, acknowledged and listed as quarantined.',
  },
  'what-rejects': {
    section: SERVER_SECTION,
    binds: SERVER,
    text: 'Only structure, size and cryptography reject.',
  },

  // Errors
  'problem-documents': {
    section: ERRORS,
    binds: SERVER,
    text: '`application/problem+json` (RFC 9457), `type` = `urn:child-link:problem:<code>`, extension members as named.',
  },
  'error-malformed': {
    section: ERRORS,
    binds: BOTH,
    text: '400 `malformed`, 422 `hash-mismatch` (`seq`): verifies itself; halves the batch down to 1; a row it cannot read goes as a skeleton with an alarm; the queue never blocks for ever',
  },
  'error-signature': {
    section: ERRORS,
    binds: BOTH,
    text: '401 `signature-invalid`, `key-unknown`; 403 `station-revoked`: stops pushing, keeps recording, says so on the screen, tries every 15 min',
  },
  'error-clock': {
    section: ERRORS,
    binds: BOTH,
    text: '401 `clock-skewed`: takes the time from `Date`, signs again, once; then as no network',
  },
  'error-network': {
    section: ERRORS,
    binds: STATION,
    text: '407, 511, a login page, a certificate that is not trusted or not for this name: each its own sentence for IT and for staff; keeps recording; tries as with no network',
  },
  'error-chain-unknown': {
    section: ERRORS,
    binds: BOTH,
    text: '404 `chain-unknown`: `POST /v1/chains` with the old genesis, then from 1',
  },
  'error-gap': {
    section: ERRORS,
    binds: BOTH,
    text: '409 `gap` (`head`): goes back to the server’s head and sends from there',
  },
  'error-fork': {
    section: ERRORS,
    binds: BOTH,
    text: '409 `fork` (`head`, `seq`): divergence, below',
  },
  'error-feed-reset': {
    section: ERRORS,
    binds: BOTH,
    text: '410 `feed-reset`: asks again with no `gen`',
  },
  'error-too-large': { section: ERRORS, binds: BOTH, text: '413 `too-large`: halves the batch' },
  'error-version': {
    section: ERRORS,
    binds: BOTH,
    text: '426 `version-unsupported`: keeps recording, says so',
  },
  'error-busy': {
    section: ERRORS,
    binds: BOTH,
    unseen: { server: `${BROKEN_SERVER}; enrolment shows 429` },
    text: '429, 503 (`Retry-After`), 5xx, time-out, no network: backs off',
  },
  'error-full': {
    section: ERRORS,
    binds: BOTH,
    unseen: { server: BROKEN_SERVER },
    text: '507 `storage-full`: backs off at least 5 min',
  },

  // What the station does before each push
  'push-next': { section: PUSH, binds: STATION, text: 'S = A, hash equal: push from A+1.' },
  'push-answer-lost': {
    section: PUSH,
    binds: STATION,
    text: 'A < S ≤ L, hash equal: the answer was lost; A := S.',
  },
  'push-went-back': {
    section: PUSH,
    binds: STATION,
    text: 'S < A, hash equal: the server went back. A := S, entry `sync.server-went-back`, send again;',
  },
  'push-skeletons': {
    section: PUSH,
    binds: STATION,
    unseen: { station: 'a station erases a day after its server’s backups at the earliest' },
    text: 'erased bodies go as skeletons, so that the institution knows exactly what it lost.',
  },
  'push-diverged': {
    section: PUSH,
    binds: STATION,
    text: 'S > L, or another hash at min(S, L): the station went back, or forked. Find the last common seq k by `/hash`; send the diverging entries as evidence;',
  },
  'push-new-chain': {
    section: PUSH,
    binds: STATION,
    text: 'new chain with `previousChain`, `previousHead`, reason; entries k+1…L again under the same ids and types with `"carriedFrom":{"chain","seq"}` in the body.',
  },
  'push-nothing-deleted': {
    section: PUSH,
    binds: STATION,
    text: 'Nothing is deleted, nothing blocks, staff are told.',
  },
  'one-push': { section: PUSH, binds: STATION, text: 'One push in flight.' },
  jitter: {
    section: PUSH,
    binds: STATION,
    text: 'Full jitter: wait `random(0, min(300 s, 2 s · 2^n))`, n back to 0 on success and when the network returns;',
  },
  'retry-after': { section: PUSH, binds: STATION, text: '`Retry-After` honoured up to 1 h;' },
  'time-outs': { section: PUSH, binds: STATION, text: '10 s to connect, 60 s a request;' },
  'first-attempt': {
    section: PUSH,
    binds: STATION,
    unseen: { station: 'the kit does not know when the station was started' },
    text: 'the first attempt after a start within 15 s at random.',
  },
  triggers: {
    section: PUSH,
    binds: STATION,
    text: 'Pushes are triggered by a new entry (1 s gathered), by reconnection, every 60 s.',
  },
  watchdog: {
    section: PUSH,
    binds: STATION,
    unseen: { station: 'sync would have to hang inside the station' },
    text: 'A watchdog outside this machine restarts it when something is pending and nothing was tried for 5 min.',
  },
  'batch-size': {
    section: PUSH,
    binds: BOTH,
    text: 'Batch: 200 entries or 512 KiB, or what `limits` says.',
  },

  // Feeds
  'feed-names': {
    section: FEEDS,
    binds: BOTH,
    text: '`schedule`, `sites`, `staff`, `settings`, `directives`.',
  },
  'feed-position': {
    section: FEEDS,
    binds: SERVER,
    text: 'A feed is a map key → row; `(gen, ver)` only grows, …',
  },
  'feed-gen': {
    section: FEEDS,
    binds: SERVER,
    unseen: { server: NEEDS_RESTORE },
    text: '`gen` is raised when the server was restored.',
  },
  'state-hash': {
    section: FEEDS,
    binds: BOTH,
    text: '`stateHash = b64u(H("child-link/1/feed-state\\n" + for each key in UTF-16 order: JCS([key,row]) + "\\n"))`, on the last page;',
  },
  'feed-signature': {
    section: FEEDS,
    binds: BOTH,
    text: '`signature`: the server’s Ed25519 over `"child-link/1/feed\\n" + JCS({"feed","gen","ver","stateHash","issuedAt","expiresAt"})`.',
  },
  'feed-applied': {
    section: FEEDS,
    binds: STATION,
    text: 'The station applies ops aside, compares, verifies, swaps in one transaction with its cursor;',
  },
  'feed-refused': {
    section: FEEDS,
    binds: STATION,
    text: 'a mismatch, a wrong signature, an older (gen, ver) or an expired answer changes nothing but an alarm; the last good state stays.',
  },
  'feed-whole': {
    section: FEEDS,
    binds: BOTH,
    text: 'No `gen`, or `reset`: the ops are the whole map.',
  },

  // Rows
  'unknown-members': {
    section: ROWS,
    binds: STATION,
    text: 'Rows (unknown members are kept and ignored):',
  },
  'row-schedule': {
    section: ROWS,
    binds: SERVER,
    text: 'schedule: `{"id","kind":…,"startsAt","endsAt","inmate":{…},"participants":[…],"site","meeting":{…},"webcamRequired":bool,"language":…,"reference":…,"contactRestricted":bool,"status":"booked"|"cancelled"}`;',
  },
  'row-schedule-more': {
    section: ROWS,
    binds: BOTH,
    text: '`relationship` is text, `{"en","fr"}` or a code …; `"needs"?:[…]`, `"documents"?:bool` of a child (on file);',
  },
  fps: {
    section: ROWS,
    binds: STATION,
    unseen: { station: AT_THE_SCREEN },
    text: 'an FPS number is compared by its letters and digits alone (NFKC, upper case, no separators)',
  },
  'row-sites': {
    section: ROWS,
    binds: SERVER,
    text: 'sites: `{"id","name":{"en","fr"},"city","province","zone","authorized":bool,"listDate","telephone"?,"contact"?,"hours"?:{"en","fr"}}`',
  },
  'row-staff': {
    section: ROWS,
    binds: SERVER,
    text: 'staff: `{"id","name","roles":[…],"verifier":{"algorithm":"scrypt","N","r","p","salt","hash"},"validUntil"}`: scrypt of the PIN, 32 bytes, b64u.',
  },
  'sign-in-offline': {
    section: ROWS,
    binds: STATION,
    unseen: { station: AT_THE_SCREEN },
    text: 'Offline sign-in at most 7 days past the last good feed, or the days of the setting `sign-in` (1 to 60), with a warning from half of it on; the role `it` may always sign in, to IT’s page alone.',
  },
  'pin-strength': {
    section: ROWS,
    binds: SERVER,
    text: 'PINs have six digits or more; N ≥ 32,768.',
  },
  'pin-tries': {
    section: ROWS,
    binds: STATION,
    unseen: { station: AT_THE_SCREEN },
    text: 'Five tries, then 15 s doubling, at 15 locked until the server says otherwise; every try is an entry; the same rules at the lock’s panel.',
  },
  'row-settings': {
    section: ROWS,
    binds: SERVER,
    text: 'settings: key → value: `notice`, `support`, `visits-suspended`, `cues`, `retention`, `lockdown`, `sign-in`, `telephones` …, `time-zones` …',
  },
  'row-directives': {
    section: ROWS,
    binds: SERVER,
    text: 'directives: `{"id","session":uuid|null,"action":…,"reason":{"code","text"},"authority","issuedAt","expiresAt"}`.',
  },
  obeyed: {
    section: ROWS,
    binds: STATION,
    text: 'Obeyed at once if valid and not expired, answered by an entry `directive.obeyed` or `directive.refused` with the id.',
  },
  'directive-life': {
    section: ROWS,
    binds: BOTH,
    text: '`expiresAt` is at most 24 h after `issuedAt` (`cancel`: 14 days), else refused;',
  },
  'directive-once': {
    section: ROWS,
    binds: STATION,
    text: 'an id is remembered until it expires, over restarts and new chains;',
  },
  'directive-before': {
    section: ROWS,
    binds: STATION,
    unseen: { station: NEEDS_PERSON },
    text: 'what was issued before the session it would touch was opened is refused, unless it names that session or booking.',
  },
  'directive-suspend': {
    section: ROWS,
    binds: STATION,
    unseen: { station: NEEDS_PERSON },
    text: '`suspend` by directive drops the link.',
  },
  'directive-release': {
    section: ROWS,
    binds: STATION,
    unseen: { station: NEEDS_PERSON },
    text: '`release-lock` ends in the sign-in, with nobody signed in.',
  },
  'directive-message': {
    section: ROWS,
    binds: STATION,
    unseen: { station: NEEDS_PERSON },
    text: '`message` is shown to staff and answered when it was seen.',
  },

  // Erasing
  'erasing-when': {
    section: ERASING,
    binds: STATION,
    text: 'Salt and body are erased when `seq ≤ settledSeq` and the retention time has passed (default 24 h).',
  },
  settled: {
    section: ERASING,
    binds: SERVER,
    text: '`settledSeq` is the least over all the restorable backups that the server keeps; 0 if there is none.',
  },
  'erasing-how': {
    section: ERASING,
    binds: STATION,
    unseen: { station: 'it is inside the station’s file' },
    text: 'Erasing is an entry (`journal.erased`); `secure_delete`, then a truncating checkpoint. Headers stay 400 days.',
  },
  'settled-lags': {
    section: ERASING,
    binds: STATION,
    unseen: { station: AT_THE_SCREEN },
    text: 'If `settledSeq` lags 7 days the station warns.',
  },

  // Tracking sheet
  'tracking-derived': {
    section: TRACKING,
    binds: BOTH,
    unseen: { station: NEEDS_PERSON },
    text: 'Derived on either side from entries `tracking.completed` and `tracking.amended`, whose bodies are the full row, a version number and, for an amendment, the reason.',
  },
  'tracking-served': {
    section: TRACKING,
    binds: SERVER,
    text: 'The server in `test/institution` serves it at `GET /tracking?from=&to=` (JSON, CSV) with a plain page for people.',
  },
} as const satisfies Record<string, Entry>;

export type SentenceId = keyof typeof CONTRACT;

/** The sentences that bind a side and that a rule or a reason must answer for. */
export function sentencesOf(
  side: Side,
): readonly { readonly id: SentenceId; readonly unseen: string | null }[] {
  const found: { readonly id: SentenceId; readonly unseen: string | null }[] = [];
  for (const id of SENTENCE_IDS) {
    const { binds, unseen }: Entry = CONTRACT[id];
    if (binds.includes(side)) found.push({ id, unseen: unseen?.[side] ?? null });
  }
  return found;
}

export const SENTENCE_IDS = Object.keys(CONTRACT).filter(isSentenceId);

function isSentenceId(name: string): name is SentenceId {
  return Object.hasOwn(CONTRACT, name);
}
