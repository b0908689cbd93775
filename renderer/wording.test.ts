import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import en from '../shared/language/en.json' with { type: 'json' };
import fr from '../shared/language/fr.json' with { type: 'json' };
import { valueFormat } from './value-format.ts';

beforeAll(async () => {
  await i18next.use(valueFormat).init({
    lng: 'en',
    fallbackLng: false,
    resources: { en: { translation: en }, fr: { translation: fr } },
    nsSeparator: false,
    interpolation: { escapeValue: false, alwaysFormat: true },
  });
});

describe('sentences with values', () => {
  it('word the check, the role or the outcome that a refusal names', () => {
    expect(i18next.t('refusal.check-missing', { check: 'headset' })).toContain('Headset');
    expect(i18next.t('refusal.check-missing', { check: 'headset', lng: 'fr' })).toContain('Casque d’écoute');
    expect(i18next.t('refusal.role-missing', { role: 'tracking', lng: 'fr' })).toContain('Feuille de suivi');
    expect(i18next.t('refusal.link-refused', { link: 'link-not-https' })).toContain('https');
  });

  it('take names as they are written, without turning them into markup', () => {
    expect(i18next.t('open.title', { name: 'Zoë O’Sample & Fils <inventés>' })).toContain(
      'Zoë O’Sample & Fils <inventés>',
    );
  });

  it('do not read a name as a key of the catalogue', () => {
    expect(i18next.t('open.title', { name: '$t(app.name) {{name}}' })).toContain('$t(app.name) {{name}}');
  });

  it('count as each language does: none is plural in English and singular in French', () => {
    expect(i18next.t('schedule.count', { count: 0 })).toBe('0 visits');
    expect(i18next.t('schedule.count', { count: 0, lng: 'fr' })).toBe('0\u00a0visite');
    expect(i18next.t('schedule.count', { count: 2, lng: 'fr' })).toBe('2\u00a0visites');
  });

  it('write numbers as each language does, and count millions in French', () => {
    expect(i18next.t('schedule.count', { count: 1200 })).toBe('1,200 visits');
    expect(i18next.t('schedule.count', { count: 1200, lng: 'fr' })).toBe('1\u00a0200\u00a0visites');
    expect(i18next.t('schedule.count', { count: 1_000_000, lng: 'fr' })).toBe(
      '1\u00a0000\u00a0000\u00a0de visites',
    );
  });

  it('write the dates of refusals out, never as 2026-11-02', () => {
    const withdrawn = (lng: string) => i18next.t('refusal.site-withdrawn', { listDate: '2026-11-02', lng });
    expect(withdrawn('en')).toContain('November\u00a02, 2026');
    expect(withdrawn('fr')).toContain('liste du 2\u00a0novembre 2026');
  });
});
