import type { SiteView } from '../../shared/ipc/snapshot.ts';
import { unbrokenTelephone } from '../../shared/language/format.ts';
import { Icon } from '../components/icon.tsx';
import { classes } from '../components/classes.ts';
import { useWording } from '../wording.ts';
import styles from './schedule.module.css';

/**
 * Whom to call at the community site, and when (R13); nothing where the list has no telephone. Short beside the meeting,
 * where the site's name is read elsewhere.
 */
export function SiteContact({
  site,
  short = false,
}: {
  readonly site: SiteView | null;
  readonly short?: boolean;
}) {
  const { t, language } = useWording();
  if (site === null || site.telephone === null) return null;
  const who = site.contact === null ? '' : `${site.contact}, `;
  const telephone = unbrokenTelephone(site.telephone);
  const hours = site.hours === null ? '' : ` (${site.hours[language]})`;
  const contact = `${who}${telephone}${hours}`;
  return (
    <p className={classes('small', styles['site-contact'])} data-test="site-contact">
      <Icon name="place" />
      <span>
        {short
          ? t('session.callSiteShort', { contact })
          : t('session.callSite', { site: site.name[language], contact })}
      </span>
    </p>
  );
}
