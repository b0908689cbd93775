import { act, cleanup, fireEvent, render } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createDispatcher } from '../../electron/ipc/dispatch.ts';
import { createHandlers, type HandlerParts } from '../../electron/ipc/handlers.ts';
import { desired } from '../../electron/station/desired.ts';
import { staffSnapshot } from '../../electron/station/staff-snapshot.ts';
import { Station } from '../../electron/station/station.ts';
import { visitSnapshot } from '../../electron/station/visit-snapshot.ts';
import type { StationBridge } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { anyCommands } from '../../shared/session/any-commands.fixture.ts';
import { play, world, type Step } from '../../shared/session/any-worlds.fixture.ts';
import { CHANGE_EFFECTS, changesOf } from '../../shared/session/changes.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { isResponsible, signedInRoles } from '../../shared/session/roles.ts';
import { PROOF } from '../../shared/session/session.fixture.ts';
import {
  isOnHold,
  isUnexplained,
  pauseOf,
  suspensionOf,
  type StationState,
} from '../../shared/session/state.ts';
import type { StaffRow } from '../../shared/sync/rows.ts';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { ItPage } from '../it/it-page.tsx';
import { startLanguage } from '../language.ts';
import { openPageStore, StaffContext } from '../store.ts';
import { VisitPage } from '../visit/visit-page.tsx';
import { StaffApp } from './app.tsx';
import { SignedInApp } from './signed-in-app.tsx';

/**
 * After random commands, feeds and facts, in each kind of state that they lead to: the real rules behind the real calls,
 * and on the real screens somebody who wants to finish, with no way to the station but what is drawn and may be pressed.
 */

/** A facilitator whom no random command blocks and no random feed removes. */
const COLLEAGUE = 'staff-3';
const PIN = '123456';
const MINUTE = 60_000;
/** About seventy kinds of state. */
const RUNS = 250;
/** More than any way to the hand-over takes. */
const MOST_PRESSES = 40;

afterEach(cleanup);
// happy-dom loads no fonts.
Object.defineProperty(document, 'fonts', { configurable: true, value: { ready: Promise.resolve() } });
// A machine without microphone and camera: the session can be ended all the same.
const noMedia = Object.assign(new EventTarget(), {
  enumerateDevices: async () => [],
  getUserMedia: async () => Promise.reject(new Error('no device')),
});
Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: noMedia });

/** What screens and rules branch on: two states alike in all of it have the same ways on. */
function kindOf({ after: state, context }: Pick<Step, 'after' | 'context'>): string {
  const { session } = state;
  const isSignedIn = state.signedIn !== null;
  if (session === null) return JSON.stringify({ isSignedIn });
  const effects = new Set(changesOf(session, context).map((name) => CHANGE_EFFECTS[name]));
  return JSON.stringify({
    phase: session.phase,
    isSignedIn,
    isResponsible: isResponsible(state),
    isLocked: session.lock !== null,
    isSuspended: suspensionOf(session) !== null,
    isOnHold: isOnHold(session),
    isAwaited: session.supervision?.mode === 'awaited',
    mustInform: session.mustInform,
    isUnexplained: isUnexplained(session),
    sawNotice: session.notice !== null,
    isTried: session.attempts > 0,
    wasConnected: session.connectedAt !== null,
    hasLapsed: session.confirmationLapsed,
    changes: [...effects],
  });
}

class World {
  readonly station: Station;
  state: StationState;
  readonly #listeners = new Set<(snapshot: StaffPageSnapshot) => void>();
  #now: number;
  #version = 0;

  constructor({ after, context }: Step) {
    this.state = after;
    this.#now = context.now;
    const world = () => this;
    this.station = new Station({
      journal: {
        get state() {
          return world().state;
        },
        append: (drafts) => {
          for (const draft of drafts) this.state = evolve(this.state, { ...draft, at: this.#now });
          return [];
        },
      },
      context: () => ({ ...context, now: this.#now }),
      report: () => undefined,
    });
  }

  get context(): DecisionContext {
    return this.station.context;
  }

  execute(command: Command): void {
    const done = this.station.execute(command);
    expect(done.ok ? null : done.refusal.code, `${command.type}: ${kindOf(this.#step())}`).toBeNull();
  }

  #step() {
    return { after: this.state, context: this.context };
  }

  visit(panel: VisitPageSnapshot['panel']): VisitPageSnapshot {
    return visitSnapshot({
      version: 1,
      mode: desired(this.state).mode,
      state: this.state,
      firstLanguage: 'en',
      notice: DEFAULT_NOTICE,
      zone: this.context.zone,
      now: this.#now,
      panel,
      support: [],
      practice: false,
      microphoneOff: false,
      quality: 'good',
    });
  }

  staff(): StaffPageSnapshot {
    const { context, state } = this;
    const { station, hardware, meeting, lock } = sampleStaff();
    return staffSnapshot({
      ...{ version: (this.#version += 1), fault: null, state, context, staff: this.#list() },
      station: { ...station, now: this.#now },
      ...{ attached: [], chosen: hardware.chosen, troubles: [], allowed: hardware.allowed },
      microphoneOff: hardware.microphoneOff,
      ...{ simulatedHardware: false, meeting, lock, notice: DEFAULT_NOTICE, language: 'en' },
      ...{ meetingBounds: null, signOutAt: null, exporting: null, directives: [], support: [] },
      ...{ trialMeeting: 'none', typedPassword: null },
      telephones: { it: null, visitsAndCorrespondence: null },
      rowFacts: {
        institution: { en: 'Example', fr: 'Exemple' },
        institutionZone: context.zone,
        station: 'st_0001',
        staffName: (id) => id,
      },
    });
  }

  #list(): readonly StaffRow[] {
    return this.context.staff.map(({ id, roles, validUntil }) => ({
      id,
      name: id,
      roles: [...roles],
      validUntil: new Date(validUntil).toISOString(),
      verifier: { algorithm: 'scrypt', N: 1024, r: 8, p: 1, salt: 'AAAAAAAAAAA', hash: 'A'.repeat(43) },
    }));
  }

  /** The calls of the page, each with the station's own handler; only the PIN itself is not looked at. */
  bridge(): StationBridge<'staff'> {
    const accept = (where: 'sign-in' | 'relief') => async (staff: string) => {
      const done = this.station.execute({
        type: 'pin-accepted',
        staff,
        credential: `c${staff.at(-1)}`,
        where,
      });
      return done.ok ? { ok: true, value: null } : done;
    };
    const parts = {
      station: this.station,
      signIn: { signIn: accept('sign-in'), relieve: accept('relief') },
      staff: { list: () => this.#list(), nameOf: (id: string) => id },
      drafts: { of: () => ({}), keep: () => undefined },
      presenter: { staff: () => this.staff(), setLanguage: () => undefined },
      reconciler: { setPlace: () => undefined },
      chosenDevices: { report: () => undefined },
      equipment: { runChecks: async () => null, record: () => ({ ok: true }) },
      pageShown: () => undefined,
      report: () => undefined,
    } as unknown as HandlerParts;
    const answer = createDispatcher({
      handlers: createHandlers({ ...parts, tracking: {} } as HandlerParts),
      roles: () => signedInRoles(this.state, this.context),
      report: (code, detail) => {
        throw new Error(`${code}: ${detail}`);
      },
    });
    return {
      call: async (name, payload) => {
        const answered = await answer('staff', name, payload);
        if (name !== 'snapshot.staff') this.push();
        return answered as never;
      },
      listen: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  push(): void {
    for (const listener of this.#listeners) listener(this.staff());
  }

  later(): void {
    this.#now += MINUTE;
    this.push();
  }
}

const find = (test: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-test="${test}"]`);
const firstOf = (start: string): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>(`input[data-test^="${start}"]`);
const isOpen = (control: HTMLElement | null): control is HTMLElement =>
  control !== null && !(control as HTMLButtonElement).disabled;

const fill = (test: string, value: string) => () => {
  const field = find(test);
  if (field !== null) fireEvent.change(field, { target: { value } });
};
const choose = (start: string) => () => {
  const choice = firstOf(start);
  if (choice !== null && !choice.checked) fireEvent.click(choice);
};

/** What leads on, most urgent first: a control, and what its form asks before. */
const WAYS: readonly (readonly [control: string, ...before: readonly (() => void)[]])[] = [
  ['sign-in', choose(`staff-${COLLEAGUE}`), fill('pin', PIN)],
  ['relieve-confirm', fill('relieve-staff', COLLEAGUE), fill('relieve-pin', PIN)],
  ['closing-left'],
  ['unfold'],
  ['unsuspend', fill('unsuspend-authority', 'Head')],
  ['end-pause'],
  ['explain', fill('explain-authority', 'Head'), fill('explain-reason', 'a reason')],
  ['inform', choose('inform-inmate'), choose('inform-visitor'), choose('inform-representations')],
  ['hand-over'],
  ['end-confirm', choose('outcome-'), choose('party-'), fill('end-reason', 'a reason')],
  ['end-otherwise'],
  ['end-visit'],
  ['end-without-visit'],
  ['go-to-session'],
  ['finish-notice'],
  ['relieve'],
  ['sign-out'],
];

/** A visit on hold can be resumed by the staff allowed to, not only ended. */
function resumable({ session, signedIn }: StationState): void {
  if (session === null || signedIn === null || session.phase === 'ended' || find('end-confirm') !== null)
    return;
  if (suspensionOf(session) !== null) expect(isOpen(find('unsuspend')), 'a suspension').toBe(true);
  if (pauseOf(session) !== null) expect(isOpen(find('end-pause')), 'a pause').toBe(true);
}

/** Presses what leads on until the session is handed over; returns what was pressed. */
async function finish(world: World): Promise<readonly string[]> {
  const bridge = world.bridge();
  const store = openPageStore(bridge, () => bridge.call('snapshot.staff', null));
  const drawn = render(
    <StaffContext value={store}>
      <StaffApp loaded={{ SignedInApp, ItPage }} />
    </StaffContext>,
  );
  const settle = () => act(async () => Promise.resolve());
  await settle();
  const pressed: string[] = [];
  /** What was pressed since the session last changed, and changed nothing. */
  let vain: string[] = [];
  while (world.state.session !== null) {
    const before = world.state;
    if (desired(world.state).lock === 'engaged') throw new Error(`locked in by ${pressed.join(', ')}`);
    resumable(world.state);
    const way = WAYS.find(([control]) => !vain.includes(control) && isOpen(find(control)));
    if (way === undefined || pressed.length > MOST_PRESSES)
      throw new Error(`No way on after ${pressed.join(', ')}: ${document.body.textContent}`);
    const [control, ...fillIn] = way;
    for (const one of fillIn) {
      one();
      await settle();
    }
    const button = find(control);
    if (button !== null) fireEvent.click(button);
    await settle();
    pressed.push(control);
    await act(async () => world.later());
    vain = world.state === before ? [...vain, control] : [];
  }
  store.close();
  drawn.unmount();
  return pressed;
}

/** While nobody of staff has a keyboard: what she sees, what the station does by itself, and the way in for staff. */
function comeBack(world: World): void {
  const { state } = world;
  const { mode } = desired(state);
  const draw = (panel: VisitPageSnapshot['panel']): string => {
    const { container, unmount } = render(
      <VisitPage snapshot={world.visit(panel)} now={world.context.now} />,
    );
    const text = container.textContent ?? '';
    expect(container.querySelector('[data-test="pin-panel"]') !== null).toBe(panel !== null);
    unmount();
    return text;
  };
  expect(mode, 'a locked screen that is not drawn').not.toBe('hidden');
  expect(draw(null)).not.toBe('');
  draw({ digits: 0, message: null, checking: false });
  if (state.session?.phase === 'locking') {
    // It ends by itself: with the proof, or with what keeps the lock from being proven.
    const proof: Command = { type: 'lock-proven', proof: PROOF, gapMs: null };
    const failure: Command = { type: 'lock-failed', code: 'x', detail: '' };
    for (const fact of [proof, failure]) {
      const other = new World({
        before: state,
        after: state,
        entries: [],
        refusal: null,
        context: world.context,
      });
      other.execute(fact);
      expect(other.state.session?.phase).not.toBe('locking');
    }
  } else if (state.session?.phase !== 'ended' && state.session?.assistanceSince == null)
    new World({ before: state, after: state, entries: [], refusal: null, context: world.context }).execute({
      type: 'ask-assistance',
      how: 'headset',
    });
  world.execute({ type: 'pin-accepted', staff: COLLEAGUE, credential: 'c3', where: 'lock' });
  expect(desired(world.state).lock).toBe('open');
}

describe('R33, R45, R50: whatever happens in whatever order', () => {
  it('every screen has a way on, and staff can end and hand over every session by what is drawn', async () => {
    startLanguage('en');
    const passed = new Set<string>();
    const used = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyCommands, world, async (list, worlds) => {
        for (const step of play(list, worlds)) {
          const kind = kindOf(step);
          if (passed.has(kind)) continue;
          const here = new World(step);
          if (desired(here.state).lock === 'engaged') comeBack(here);
          else expect(desired(here.state).mode).not.toBe('locked');
          for (const control of await finish(here)) used.add(control);
          passed.add(kind);
        }
      }),
      { numRuns: RUNS },
    );
    expect([...used]).toContain('hand-over');
  }, 120_000);
});
