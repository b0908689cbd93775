/** Lower case and without accents, so that "Réunion" and "reunion" are one word. Keeps the length of each line's words. */
export function plainOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u00a0\u202f]/gu, ' ')
    .toLowerCase();
}

// Labels as Webex writes them. The French ones need a check against real invitations (docs/to-verify-on-site.md).
const SPACE = '[\\s\\u00a0\\u202f]*';
const NUMBER = new RegExp(
  `(?:meeting number|access code|num[ée]ro de (?:la )?r[ée]union|code d.acc[èe]s)[^:\\n]{0,40}:${SPACE}((?:\\d[ \\u00a0\\u202f]?){9,12})`,
  'iu',
);
const PASSWORD = new RegExp(
  `(?:meeting password|event password|^${SPACE}password|mot de passe(?: de la r[ée]union)?)${SPACE}:${SPACE}(\\S+)`,
  'imu',
);
const LINK = /https?:\/\/[^\s<>"'\]]+/giu;
/** Help pages and call-in numbers are links too; only a link that joins a meeting counts. */
const JOINS =
  /^https?:\/\/[^/]+\/(?:[^/]+\/j\.php\?MTID=|meet\/|join\/|m\/|wbxmjs\/joinservice\/|webappng\/sites\/)/iu;

/** The links that join a meeting, each once, with the password and the number beside them. */
export function meetingOf(text: string) {
  const links = [...new Set((text.match(LINK) ?? []).map((link) => link.replace(/[.,;)>]+$/u, '')))];
  // A person who pastes one link and nothing else means that one; the link policy then says what is wrong with it.
  const isOnlyLink = links[0] === text.trim();
  return {
    links: isOnlyLink ? links : links.filter((link) => JOINS.test(link)),
    password: PASSWORD.exec(text)?.[1] ?? null,
    number: NUMBER.exec(text)?.[1]?.replace(/\D/gu, '') ?? null,
  };
}
