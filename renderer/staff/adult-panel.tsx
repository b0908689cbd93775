import { Badge, Card } from '../components/status.tsx';
import type { AdultChecks } from '../../shared/session/entries.ts';
import { useWording } from '../wording.ts';
import { classes } from '../components/classes.ts';
import styles from './open-dialog.module.css';

/** The three separate checks of the accompanying adult (R11), as the server has them; the station approves nobody. */
export function AdultPanel({ adult }: { readonly adult: AdultChecks }) {
  const { t } = useWording();
  const rows = [
    { name: t('adult.majority'), holds: adult.majority === 'yes', says: t(`majority.${adult.majority}`) },
    {
      name: t('adult.approved'),
      holds: adult.approvedVisitor,
      says: t(adult.approvedVisitor ? 'adult.approvedYes' : 'adult.approvedNo'),
    },
    {
      name: t('adult.guardian'),
      holds: adult.guardianAuthorization !== 'no',
      says: t(`adult.guardianSays.${adult.guardianAuthorization}`),
    },
  ];
  const open = rows.some((row) => !row.holds);
  return (
    <Card level={3} tone="tint" title={t('adult.title', { name: adult.name })} test="adult-checks">
      <ul className={styles['adult-rows']}>
        {rows.map((row) => (
          <li key={row.name}>
            <span className="strong">{row.name}</span>
            <Badge tone={row.holds ? 'success' : 'danger'} icon={row.holds ? 'check' : 'warning'}>
              {row.says}
            </Badge>
          </li>
        ))}
      </ul>
      <p className={classes('small soft', styles['adult-foot'])}>
        {t(open ? 'adult.askWhom' : 'adult.source')}
      </p>
    </Card>
  );
}
