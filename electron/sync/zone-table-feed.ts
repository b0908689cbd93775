import { readZoneTable } from '../../shared/zones/zone-table-schema.ts';
import { installZoneTable } from '../../shared/zones/zone-table.ts';
import type { Feeds } from './feeds.ts';

/** Uses the zone table of the settings feed, now and after every change (R6). Register before what shows times. */
export function followZoneTable(feeds: Pick<Feeds, 'settings' | 'onChange'>): void {
  const install = (): void => installZoneTable(readZoneTable(feeds.settings().get('time-zones')));
  install();
  feeds.onChange((feed) => {
    if (feed === 'settings') install();
  });
}
