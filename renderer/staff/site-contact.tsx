import type { SiteView } from '../../shared/ipc/snapshot.ts';
import { Icon } from '../components/icon.tsx';
import { classes } from '../components/classes.ts';
import { useWording } from '../wording.ts';
import styles from './schedule.module.css';

/** Whom to call at the community site, and when (R13); nothing where the list has no telephone. */
export function SiteContact({ site }: { readonly site: SiteView | null }) {
  const { t, language } = useWording();
  if (site === null || site.telephone === null) return null;
  const who = site.contact === null ? '' : `${site.contact}, `;
  const hours = site.hours === null ? '' : ` (${site.hours[language]})`;
  return (
    <p className={classes('small', styles['site-contact'])} data-test="site-contact">
      <Icon name="place" />
      <span>
        {t('session.callSite', { site: site.name[language], contact: `${who}${site.telephone}${hours}` })}
      </span>
    </p>
  );
}
