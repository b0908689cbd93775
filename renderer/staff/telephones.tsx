import { useTranslation } from 'react-i18next';
import { classes } from '../components/classes.ts';
import { useStaff } from '../store.ts';
import styles from './shell.module.css';

/** Whom staff call, on every screen that tells them to (R13). */
export function Telephones() {
  const { t } = useTranslation();
  const { it, visitsAndCorrespondence } = useStaff().telephones;
  const lines = [
    ...(visitsAndCorrespondence === null
      ? []
      : [t('telephones.visits', { telephone: visitsAndCorrespondence })]),
    ...(it === null ? [] : [t('telephones.it', { telephone: it })]),
  ];
  if (lines.length === 0) return null;
  return (
    <footer className={classes('numbers', styles['telephones'])} data-test="telephones">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </footer>
  );
}
