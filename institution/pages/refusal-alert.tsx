import { Alert } from '../../renderer/components/alert.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { ShownRefusal } from './use-institution.ts';
import styles from './institution.module.css';

/** Says why a call was refused; a list with mistakes is shown with its lines. */
export function RefusalAlert({ refusal }: { readonly refusal: ShownRefusal | null }) {
  const { t, wordCode } = useWording();
  if (refusal === null) return null;
  const { code, values, problems = [] } = refusal;
  const section = code.startsWith('link-') ? 'link' : 'institution.refusal';
  return (
    <Alert tone="warning" live="alert" test={`refusal-${code}`}>
      {wordCode(section, code, values)}
      {problems.length > 0 && (
        <ul className={styles['problems']}>
          {problems.map((problem, index) => (
            <li key={index}>
              {problem.line !== null && `${t('institution.sites.line', { line: problem.line })} `}
              {wordCode('institution.list', problem.code, { found: problem.found })}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
