import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../shared/ipc/snapshot.ts';
import { renderStaff } from '../../test/gallery/page/render-staff.fixture.tsx';
import {
  IN_MEETING,
  NOW,
  sampleSession,
  sampleSessionSnapshot,
  sampleStaff,
} from '../../test/gallery/page/samples.ts';
import { MeetingScreen } from './session/meeting-screen.tsx';
import { Shell } from './shell.tsx';

afterEach(cleanup);

const ORDERS: readonly OrderView[] = [
  {
    directive: 'directive-1',
    code: 'other',
    text: 'The invented east door is closed today.',
    authority: 'Hazel Headperson',
    at: NOW,
  },
  { directive: 'directive-2', code: 'invented-code', text: '', authority: 'Hazel Headperson', at: NOW },
];

const shell = (
  <Shell area="schedule" onArea={() => undefined} compact={false}>
    {null}
  </Shell>
);

describe('SYNC: a message of the institution', () => {
  it('interrupts on every page and says what, by whom', async () => {
    const { find } = await renderStaff(shell, sampleStaff({ orders: ORDERS }));
    const message = find('order-directive-1');
    expect(message.getAttribute('role')).toBe('alert');
    expect(message.textContent).toContain('The invented east door is closed today.');
    expect(message.textContent).toContain('Hazel Headperson');
    const wordless = find('order-directive-2').textContent;
    expect(wordless).toContain('This message has no text; its reason is: another reason (invented-code).');
    expect(wordless).toContain('Call Hazel Headperson');
  });

  it('is answered with one press of the keyboard', async () => {
    const { user, sent, find } = await renderStaff(shell, sampleStaff({ orders: ORDERS }));
    find('order-answer-directive-2').focus();
    await user.keyboard('{Enter}');
    expect(sent('order.answer')).toEqual([{ directive: 'directive-2' }]);
  });

  it('is shown in French', async () => {
    const orders = ORDERS.map((order) => ({ ...order, code: 'security' }));
    const { find } = await renderStaff(shell, sampleStaff({ orders, language: 'fr' }));
    expect(find('order-directive-2').textContent).toContain('son motif est\u00a0: sécurité');
    expect(find('order-answer-directive-1').textContent).toBe('J’ai lu ce message');
  });

  it('opens the folded column of a visit', async () => {
    const session = sampleSessionSnapshot(sampleSession('underway'));
    const screen = (orders: readonly OrderView[]) =>
      renderStaff(
        <MeetingScreen snapshot={session} />,
        sampleStaff({ session, orders, meeting: IN_MEETING }),
      );
    const calm = await screen([]);
    await calm.user.click(calm.find('fold'));
    expect(() => calm.find('handle')).not.toThrow();
    cleanup();
    const alerted = await screen(ORDERS);
    await alerted.user.click(alerted.find('fold'));
    // R56: she sees the same monitor, so the text waits for a press.
    expect(alerted.find('order-directive-1').querySelector('details')?.open).toBe(false);
    await alerted.user.click(alerted.find('order-answer-directive-1'));
    expect(alerted.sent('order.answer')).toEqual([{ directive: 'directive-1' }]);
  });
});
