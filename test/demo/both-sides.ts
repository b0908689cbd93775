import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StationDriver } from '../practice/station-driver.ts';
import { invitation } from './from-nothing.ts';
import type { InstitutionSide, PageDriver } from './institution-side.ts';
import type { DemoPhase } from './options.ts';
import type { Pictures } from './pictures.ts';

const SITE_LIST = fileURLToPath(new URL('../../docs/sample-site-list.csv', import.meta.url));
const PASSWORD = 'an invented password';
/** A host that the service allows. */
const LINK_HOST = 'visits-visites.webex.com';
const INMATE = 'Example, Maple';

export interface BothSidesHooks {
  readonly side: InstitutionSide;
  readonly language: 'en' | 'fr';
  readonly pin: string;
  readonly say: (line: string) => void;
  readonly pictures: Pictures;
}

/** The institution's people in their browsers, from an empty service to the record of a visit. */
export class BothSides {
  readonly #hooks: BothSidesHooks;
  readonly #head: PageDriver;
  #schedulerCode = '';

  private constructor(hooks: BothSidesHooks, head: PageDriver) {
    this.#hooks = hooks;
    this.#head = head;
  }

  /** Sets the institution up in the browser; returns with the code for one station. */
  static async prepare(hooks: BothSidesHooks): Promise<{ readonly sides: BothSides; readonly code: string }> {
    const { side, say, language, pictures } = hooks;
    const { service } = side.institution;
    const [id = ''] = await service.institutions.ids();
    say('IT makes the first person’s code: npm run institution -- first-person.');
    const first = (await service.people.firstCode(id, 'Sample, Hazel')) ?? '';
    const head = await side.openBrowser(language);
    await pictures.ofPage(head, 'page-sign-in');
    await choosePassword(head, first, 'hazel');
    await head.see('nav-now');
    await pictures.ofPage(head, 'page-now-none');
    const sides = new BothSides(hooks, head);
    await sides.#importSites();
    await sides.#addStaff();
    say('She makes the code for the station on the page Stations.');
    await head.go('stations');
    await head.press('stations-codes');
    await head.type('codes-lines', 'Visits room 1; Salle de visites 1');
    await head.press('codes-submit');
    await head.see('issued-codes');
    await pictures.ofPage(head, 'page-station-code');
    const code = (await head.find('issued-codes').locator('td').last().textContent()) ?? '';
    return { sides, code: code.trim() };
  }

  async #importSites(): Promise<void> {
    const head = this.#head;
    this.#hooks.say('She imports the list of authorized community sites.');
    await head.go('sites');
    await head.find('list-file').setInputFiles(SITE_LIST);
    await head.page.getByText(path.basename(SITE_LIST)).waitFor();
    await head.press('list-preview');
    await head.press('list-import');
    await head.see('import-done');
    await this.#hooks.pictures.ofPage(head, 'page-sites');
  }

  async #addStaff(): Promise<void> {
    const head = this.#head;
    const { side, say, language, pin, pictures } = this.#hooks;
    say('She adds a facilitator, who chooses her PIN at any computer of the institution.');
    await head.go('staff');
    await addMember(head, 'Sample, Juniper', ['facilitator', 'tracking']);
    const pinCode = await head.textOf('issued-code-text');
    const juniper = await side.openBrowser(language);
    await juniper.press('use-code');
    await juniper.press('code-pin');
    await juniper.type('first-pin-code', pinCode);
    await juniper.type('new-pin', pin);
    await juniper.type('new-pin-again', pin);
    await juniper.press('first-pin-submit');
    await juniper.see('first-pin-done');
    await juniper.page.context().close();
    say('She adds a scheduler, who signs in at the pages with a password.');
    await addMember(head, 'Sample, Aspen', ['scheduler']);
    const ofPin = await head.textOf('issued-code-text');
    const card = head.page.locator('li', { hasText: 'Sample, Aspen' });
    await card.locator('[data-test="member-invite"]').click();
    await head.find('issued-code-text').filter({ hasNotText: ofPin }).waitFor();
    this.#schedulerCode = await head.textOf('issued-code-text');
    await pictures.ofPage(head, 'page-staff');
  }

  /** A browser in which the scheduler has signed in. */
  async openScheduler(): Promise<PageDriver> {
    const at = await this.#hooks.side.openBrowser(this.#hooks.language);
    await choosePassword(at, this.#schedulerCode, 'aspen');
    return at;
  }

  /** The scheduler books a visit that starts this minute. */
  async book(link: string): Promise<void> {
    const { say, pictures } = this.#hooks;
    say('The scheduler books a visit from a pasted invitation.');
    const at = await this.openScheduler();
    await fillBooking(at, {
      inmate: INMATE,
      fps: '000001A',
      adult: 'Example, Cedar',
      startMs: Date.now(),
      link,
    });
    await pictures.ofPage(at, 'page-booking');
    await at.press('booking-save');
    await at.page.locator('[data-test^="listed-"]').first().waitFor();
    await pictures.ofPage(at, 'page-booked');
    await at.page.context().close();
  }

  /** What the institution sees and does when the visit has come so far. */
  async reached(phase: DemoPhase, driver: StationDriver): Promise<void> {
    switch (phase) {
      case 'opened':
        await this.#head.go('now');
        await this.#visit().waitFor();
        return;
      case 'locked':
        return this.#orders(driver);
      case 'ended':
        this.#hooks.say('“Now” shows that no visit is under way any more.');
        await this.#head.see('now-none');
        await this.#hooks.pictures.ofPage(this.#head, 'page-now-ended');
        return;
      case 'tracked':
        return this.#lookBack();
      default:
    }
  }

  #visit() {
    return this.#head.page.locator('[data-test^="order-suspend-"]').first();
  }

  async #orders(driver: StationDriver): Promise<void> {
    const head = this.#head;
    const { say, pictures } = this.#hooks;
    await this.#visit().waitFor();
    say('The Institutional Head sees the visit on “Now”.');
    await pictures.ofPage(head, 'page-now');
    await head.press('now-sound');
    say('The mother asks for a staff member by her headset’s button.');
    await driver.simulate('longPress');
    await head.see('visit-assistance');
    await head.see('staff-calls');
    await pictures.ofPage(head, 'page-now-call');
    say('The Institutional Head suspends the visit on the page.');
    await this.#visit().click();
    await head.type('order-authority', 'Institutional Head, CCRR 92');
    await head.press('order-reason-security');
    await head.type('order-text', 'An invented reason for the demo.');
    await pictures.ofPage(head, 'page-suspend');
    const began = performance.now();
    await head.press('order-send');
    await driver.until('the suspension', (seen) => seen.meeting.state === 'closed');
    say(`The station obeys after ${Math.round(performance.now() - began)} ms.`);
    await head.see('visit-suspended');
    await pictures.ofPage(head, 'page-now-suspended');
    await pictures.ofStation(driver, 'suspended-from-the-page');
    say('She resumes it on the page; the station joins the meeting again.');
    await head.page.locator('[data-test^="order-resume-"]').first().click();
    await head.type('order-authority', 'Institutional Head, CCRR 92');
    await head.press('order-send');
    await driver.until('the visit to go on', (seen) => seen.meeting.state === 'in-meeting');
    await this.#visit().waitFor();
    await pictures.ofPage(head, 'page-now-resumed');
    await pictures.ofStation(driver, 'resumed-from-the-page');
  }

  async #lookBack(): Promise<void> {
    const head = this.#head;
    const { say, pictures } = this.#hooks;
    say('The record of the visit is found by the inmate’s name.');
    await head.go('records');
    await head.type('records-who', INMATE);
    await head.press('records-find');
    await head.see('records-found');
    await pictures.ofPage(head, 'page-records');
    say('Figures, fleet and audit show the day.');
    await head.go('figures');
    await head.see('figures-save');
    await pictures.ofPage(head, 'page-figures');
    await head.go('stations');
    await head.page.locator('[data-test^="station-"]').first().waitFor();
    await pictures.ofPage(head, 'page-stations');
    await head.go('audit');
    await head.page.locator('main li, main tr').first().waitFor();
    await pictures.ofPage(head, 'page-audit');
  }
}

export interface BookingWish {
  readonly inmate: string;
  readonly fps: string;
  readonly adult: string;
  readonly startMs: number;
  /** Stands in for the one of the pasted invitation. */
  readonly link: string;
}

/** Fills in the form of a new booking, from a pasted invitation of an hour. */
export async function fillBooking(at: PageDriver, wish: BookingWish): Promise<void> {
  await at.press('booking-new');
  await at.type('invitation-text', invitation(wish.startMs, LINK_HOST));
  await at.press('invitation-take');
  await at.see('invitation-read');
  await at.press('booking-kind-minor-child');
  await at.type('booking-inmate', wish.inmate);
  await at.type('booking-fps', wish.fps);
  await at.type('person-name-0', 'Example, Birch');
  await at.type('person-born-0', '2019-04-30');
  await at.type('person-name-1', wish.adult);
  await at.type('person-born-1', '1990-01-01');
  for (const check of ['approved-0', 'documents-0', 'approved-1', 'guardian-1'])
    await at.press(`person-${check}`);
  await at.find('booking-site').selectOption('S-1');
  // The practice meeting stands in for Webex.
  await at.type('booking-link', wish.link);
}

async function choosePassword(at: PageDriver, code: string, login: string): Promise<void> {
  await at.press('use-code');
  await at.press('code-password');
  await at.type('code', code);
  await at.type('new-login', login);
  await at.type('new-password', PASSWORD);
  await at.type('new-password-again', PASSWORD);
  await at.press('activate');
  await at.see('sign-out');
}

async function addMember(at: PageDriver, name: string, roles: readonly string[]): Promise<void> {
  await at.press('staff-new');
  await at.type('member-name', name);
  for (const role of roles) await at.press(`member-role-${role}`);
  await at.press('member-save');
  await at.page.locator('li', { hasText: name }).waitFor();
  await at.see('issued-code-text');
}
