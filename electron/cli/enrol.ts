import { existsSync, mkdirSync } from 'node:fs';
import { errorCode } from '../platform/atomic-file.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { enrol as spendCode } from '../sync/enrol.ts';
import { openIdentity } from '../sync/identity.ts';
import { readServerUrl } from '../../shared/sync/server-url.ts';
import { codeSentence, sentence } from './catalogue.ts';
import { type CommandContext, type CommandResult, problem, wrongUse } from './command.ts';
import { placesOf, settingsOf } from './places.ts';
import { isInUse } from './record-reader.ts';
import { wordsOf } from './words.ts';

/** `enrol --server URL --code CODE`: redeems a one-use code before the station's first start (R3). */
export async function enrol(context: CommandContext): Promise<CommandResult> {
  const { options, language, clock, platform } = context;
  const words = wordsOf(language);
  const settings = settingsOf(context);
  const configured = settings.ok ? settings.value.serverUrl : null;
  const address = options.server ?? configured;
  const { code } = options;
  if (address === null || code === undefined || code.trim() === '') return wrongUse(words.enrolNeeds);
  const server = readServerUrl(address);
  if (!server.ok) return wrongUse(words.serverUrl[server.refusal](address));
  const found = placesOf(context);
  if (!found.ok) return found.refusal;
  const places = found.value;

  try {
    mkdirSync(places.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return problem('cannot-open', words.unwritable(places.folder, fault));
  }
  const used = isInUse(places.record);
  if (!used.ok) return problem(used.refusal, words.recordUnreadable(places.record, used.refusal));
  // The running station would overwrite the identity enrolled here.
  if (used.value) return problem('station-running', words.running);
  if (existsSync(places.identity) && !existsSync(places.key))
    return problem('key-elsewhere', words.keyForApp);

  const opened = openIdentity({ file: places.identity, keyStore: fileKeyStore(places.key), clock });
  if (!opened.ok) return problem(opened.refusal.code, words.enrolKey(opened.refusal.code));
  const identity = opened.value;
  const before = identity.enrolment();
  if (before !== null) {
    const { station } = before;
    return problem('already-enrolled', words.alreadyEnrolled(station), { station });
  }
  const done = await spendCode(code, {
    http: context.http(settings.ok ? settings.value : null),
    signedAuthority: settings.ok ? settings.value.network.signedAuthority : null,
    clock,
    serverUrl: server.value,
    identity,
    appVersion: context.program.version,
    platform,
    signal: new AbortController().signal,
  });
  if (!done.ok) {
    const { code: why } = done.refusal;
    const forIt = sentence(language, `it.network.${why}`);
    const failed = problem(why, words.enrolFailed(codeSentence(language, 'sync.code', why)));
    // What becomes of a visit is for staff; nobody has one here yet.
    return forIt === null ? failed : { ...failed, lines: [words.notEnrolled, forIt] };
  }
  const { station, institution } = done.value;
  const isElsewhere = settings.ok && configured !== server.value.href && configured !== address;
  return {
    outcome: 'good',
    lines: [
      words.enrolled(station, institution.name[language]),
      ...(isElsewhere ? [words.otherServer(address)] : []),
    ],
    json: { ok: true, station, institution: institution.id, location: done.value.location },
  };
}
