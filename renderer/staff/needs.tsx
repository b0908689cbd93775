import { Badge } from '../components/status.tsx';
import { useWording } from '../wording.ts';

const KNOWN = ['interpreter', 'sign-language', 'captions', 'video-relay'] as const;

function knownNeed(need: string): (typeof KNOWN)[number] | null {
  return KNOWN.find((known) => known === need) ?? null;
}

/** Interpreter, captions, video relay and further needs of the people who take part (R72). */
export function Needs({ needs }: { readonly needs: readonly string[] }) {
  const { t } = useWording();
  if (needs.length === 0) return null;
  const words = needs.map((need) => {
    const known = knownNeed(need);
    return known === null ? need : t(`need.${known}`);
  });
  return (
    <p className="row" data-test="needs">
      <Badge tone="info" icon="person">
        {t('people.needs', { needs: words.join(', ') })}
      </Badge>
    </p>
  );
}

/** What staff do about each need before they leave, as items of a list. */
export function NeedsHelp({ needs }: { readonly needs: readonly string[] }) {
  const { t } = useWording();
  return needs.map((need) => {
    const known = knownNeed(need);
    return (
      <li key={need} data-test={`need-${need}`}>
        {known === null ? t('needHelp.other', { need }) : t(`needHelp.${known}`)}
      </li>
    );
  });
}
