import { useTranslation } from 'react-i18next';
import { Card } from '../components/status.tsx';
import { CourseFields } from './record-course.tsx';
import type { RecordFieldsProps } from './record-parts.tsx';
import { WhoAndWhen } from './record-who-and-when.tsx';

/** What the station recorded, folded away: seldom wrong, and yet to be corrected where it is (R52). */
export function RecordFields(props: RecordFieldsProps & { readonly level: 2 | 3 }) {
  const { t } = useTranslation();
  const { errors } = props;
  const isWrong = errors.some(({ id }) => id.startsWith('record-'));
  return (
    <Card title={t('tracking.record.title')} level={props.level}>
      <details open={isWrong || undefined} data-test="record-fields">
        <summary>{t('tracking.record.open')}</summary>
        <div className="stack">
          <WhoAndWhen {...props} />
          <CourseFields {...props} />
        </div>
      </details>
    </Card>
  );
}
