import { isHostEntry } from '../../shared/meeting-link/host-list.ts';
import { checkMeetingLink, correctedLink } from '../../shared/meeting-link/meeting-link.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { readUtf8 } from '../platform/utf8-file.ts';
import { codeSentence } from './catalogue.ts';
import { type CommandContext, type CommandResult, problem, wrongUse } from './command.ts';
import { settingsOf } from './places.ts';
import { wordsOf } from './words.ts';

/** `link check LINK… | --file FILE [--site HOST]`: whether the station would open these links (R14). */
export function linkCheck(context: CommandContext): CommandResult {
  const { language, operands, options } = context;
  const words = wordsOf(language);
  let links = operands;
  if (options.file !== undefined) {
    try {
      const text = readUtf8(options.file);
      if (!text.ok) return problem('file-encoding', words.fileEncoding(options.file, text.refusal));
      links = [...operands, ...linesOf(text.value)];
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      return problem('file-unreadable', words.fileUnreadable(options.file, code));
    }
  } else if (operands.length === 0) return wrongUse(words.linksNeeded);

  const wrong = options.site?.find((site) => !isHostEntry(site));
  if (wrong !== undefined) return wrongUse(words.badSite(wrong));
  const settings = settingsOf(context);
  const hosts = options.site ?? (settings.ok ? settings.value.meeting.sites : []);
  if (hosts.length === 0) return wrongUse(words.sitesNeeded);
  const practiceOrigins = settings.ok ? (settings.value.practice?.meetingOrigins ?? []) : [];

  const verdicts = links.map((link) => ({
    link,
    checked: checkMeetingLink(link, { hosts, practiceOrigins }),
  }));
  return {
    outcome: verdicts.every(({ checked }) => checked.ok) ? 'good' : 'problem',
    // A link can grant access to the meeting, so only the line number is shown.
    lines: verdicts.map(({ checked }, index) => {
      const verdict = checked.ok
        ? words.accepted(checked.value.host)
        : words.refused(codeSentence(language, 'link', checked.refusal.code));
      return `${index + 1}. ${verdict}`;
    }),
    json: verdicts.map(({ link, checked }) => ({
      link,
      accepted: checked.ok,
      code: checked.ok ? null : checked.refusal.code,
      meant: checked.ok ? null : correctedLink(link),
    })),
  };
}

/** One link a line, unchanged; a final line break starts no further line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const unended = lines.pop() ?? '';
  // Windows ends every line with a carriage return; on some lines alone it is part of the link.
  const isWindows = lines.length > 0 && lines.every((line) => line.endsWith('\r'));
  const ended = isWindows ? lines.map((line) => line.slice(0, -1)) : lines;
  return unended === '' ? ended : [...ended, unended];
}
