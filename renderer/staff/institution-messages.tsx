import { formatWhen } from '../../shared/language/format.ts';
import { Alert, AlertStack, RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { useCall, useStaff, useStaffState } from '../store.ts';
import { useWording } from '../wording.ts';

/** Messages of the institution, shown until a staff member says that they have read them (SYNC.md, directives). */
export function InstitutionMessages() {
  const { t, language } = useWording();
  const { orders, station } = useStaff();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'order.answer');
  return (
    <AlertStack>
      {orders.map(({ directive, code, text, authority, at }) => (
        <Alert
          key={directive}
          tone="warning"
          live="alert"
          title={t('order.title')}
          test={`order-${directive}`}
          actions={
            <Button
              size="small"
              icon="check"
              busy={busy}
              test={`order-answer-${directive}`}
              onPress={() => void call('order.answer', { directive })}
            >
              {t('order.answer')}
            </Button>
          }
        >
          <p>{text === '' ? code : text}</p>
          <p className="small soft">
            {t('order.from', { authority, when: formatWhen(at, station.now, station.zone, language) })}
          </p>
        </Alert>
      ))}
      <RefusalNotice calls={['order.answer']} />
    </AlertStack>
  );
}
