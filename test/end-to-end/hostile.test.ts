import { beforeAll, describe, expect, it } from 'vitest';
import { runHostile, type HostileRunResult } from './hostile-run.ts';

/** What certainly succeeds in a page that nothing guards: were none of it to succeed, the tests below would prove nothing. */
const SUCCEEDS_UNGUARDED = [
  'reach out by fetch',
  'reach out by socket',
  'reach out by beacon',
  'reach out by worker',
  'reach out by shared worker',
  'reach out by service worker',
  'reach out by this machine by number',
  'notifications',
  'other displays',
  'window.open of a foreign page',
  'link into a window _blank',
  'frame of a foreign page',
  'frame of blob:',
  'other devices listed',
  'another microphone by its id',
  'another microphone by an empty frame',
  'a microphone in a written frame',
  'listening to speech',
  'speaking',
  'a colour of the screen',
];

let page: HostileRunResult;
let frame: HostileRunResult;
let unguarded: HostileRunResult;

const successes = (run: HostileRunResult): readonly string[] =>
  run.outcomes.filter(({ got }) => got !== null).map(({ name, got }) => `${name}: ${got ?? ''}`);

const resultOf = (run: HostileRunResult, name: string): string => {
  const outcome = run.outcomes.find((one) => one.name === name);
  return outcome === undefined ? 'not tried' : (outcome.got ?? 'nothing');
};

/** Every attempt with what it got as the page, in a frame, and in a page that nothing guards. */
function table(): string {
  const rows = page.outcomes.map(
    ({ name }) =>
      `${name.padEnd(46)} ${resultOf(page, name).padEnd(12)} ${resultOf(frame, name).padEnd(12)} ${resultOf(unguarded, name)}`,
  );
  const head = `${'attempt'.padEnd(46)} ${'page'.padEnd(12)} ${'frame'.padEnd(12)} unguarded`;
  return `${[head, ...rows].join('\n')}\n`;
}

beforeAll(async () => {
  [page, frame, unguarded] = await Promise.all([
    runHostile('main'),
    runHostile('frame'),
    runHostile('main', SUCCEEDS_UNGUARDED),
  ]);
  process.stdout.write(table());
});

describe('R35, R41, R42: a hostile page in the meeting’s view', () => {
  it('tries more than a hundred things, in a frame of another site too', () => {
    expect(page.outcomes.length).toBeGreaterThan(100);
    expect(frame.outcomes.map(({ name }) => name)).toEqual(page.outcomes.map(({ name }) => name));
  });

  it('gets nothing', () => {
    expect(successes(page)).toEqual([]);
  });

  it('gets nothing from inside a frame of another site', () => {
    expect(successes(frame)).toEqual([]);
  });

  it.each(['page', 'frame'] as const)('opens no window, no dialog and no connection: %s', (place) => {
    // Two web contents: the page, and the engine's own record of it.
    const { facts, connections, windowsShown } = place === 'page' ? page : frame;
    expect({
      connections,
      windowsShown,
      windows: facts.windows,
      contents: facts.contents,
      created: facts.created,
      downloads: facts.downloads,
      dictionaries: facts.dictionaries,
    }).toEqual({
      connections: 0,
      windowsShown: 1,
      windows: 1,
      contents: 2,
      created: 2,
      downloads: 0,
      dictionaries: 0,
    });
  });

  it('is logged without path and query', () => {
    expect(page.facts.refusals.length).toBeGreaterThan(10);
    for (const { subject } of page.facts.refusals) expect(subject).not.toMatch(/[/?#@]/);
  });

  it('succeeds where nothing guards the page, so that these tests can fail', () => {
    const without = SUCCEEDS_UNGUARDED.filter((name) =>
      ['nothing', 'not tried'].includes(resultOf(unguarded, name)),
    );
    expect(without).toEqual([]);
    expect(unguarded.facts.dictionaries).toBeGreaterThan(0);
  });
});
