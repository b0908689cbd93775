import { Alert } from '../../renderer/components/alert.tsx';
import { FilePath } from '../../renderer/components/status.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { CallOutput } from '../api/calls.ts';

/** Says where the files of an export are, or hands them over where the page is in a browser. */
export function DeliveredAlert(props: { readonly delivered: CallOutput<'audit.export'> | null }) {
  const { t } = useWording();
  const { delivered } = props;
  if (delivered === null) return null;
  return (
    <Alert
      tone="success"
      live="status"
      test="delivered"
      title={t('institution.delivered.title', { count: delivered.files.length })}
    >
      <ul>
        {delivered.files.map(({ name, content }) => (
          <li key={name}>
            {content === null ? (
              <FilePath>{name}</FilePath>
            ) : (
              <a download={name} href={`data:application/octet-stream;base64,${content}`}>
                {name}
              </a>
            )}
          </li>
        ))}
      </ul>
      {delivered.place !== null && <p>{t('institution.delivered.hint')}</p>}
    </Alert>
  );
}
