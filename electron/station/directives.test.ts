import { expect, it } from 'vitest';
import { ok, refuse } from '../../shared/result.ts';
import type { Command } from '../../shared/session/commands.ts';
import { INITIAL_STATE } from '../../shared/session/state.ts';
import type { DirectiveRow } from '../../shared/sync/rows.ts';
import { Directives } from './directives.ts';

const DIRECTIVE: DirectiveRow = {
  id: 'directive-1',
  session: null,
  action: 'suspend',
  authority: 'Institutional head (invented)',
  reason: { code: 'count', text: '' },
  issuedAt: '2026-11-22T18:00:00.000Z',
  expiresAt: '2026-11-22T20:00:00.000Z',
};

function world() {
  const executed: Command[] = [];
  const journal = { isWritable: true };
  const station = {
    state: INITIAL_STATE,
    execute(command: Command) {
      executed.push(command);
      return journal.isWritable
        ? ok([])
        : refuse({ code: 'record-impossible', values: { fault: 'full' } } as const);
    },
  };
  return { directives: new Directives(station), executed, journal, station };
}

it('obeys a directive when it arrives, once', () => {
  const { directives, executed } = world();
  directives.receive(DIRECTIVE);
  directives.tick();
  expect(executed).toEqual([{ type: 'obey', directive: DIRECTIVE }]);
});

it('tries again each second while the answer cannot be recorded', () => {
  const { directives, executed, journal } = world();
  journal.isWritable = false;
  directives.receive(DIRECTIVE);
  journal.isWritable = true;
  directives.tick();
  directives.tick();
  expect(executed).toHaveLength(2);
});

it('leaves alone what was answered before', () => {
  const { executed, station } = world();
  const directives = new Directives({
    ...station,
    state: { ...INITIAL_STATE, directives: { 'directive-1': 1 } },
  });
  directives.receive(DIRECTIVE);
  expect(executed).toEqual([]);
});
