import { app, type Certificate } from 'electron';
import type { StationSettings } from '../settings/station-settings.ts';

export type CertificateSettings = Pick<StationSettings, 'serverUrl'> & {
  readonly network: Pick<StationSettings['network'], 'clientCertificateIssuer'>;
};

type Offered = Pick<Certificate, 'issuerName' | 'validExpiry'>;
export type CertificateRequest<C extends Offered> = {
  /** Null for a request of the station itself. */
  readonly contents: object | null;
  readonly url: string;
  /** The machine's certificates that the server accepts, with their keys. */
  readonly certificates: readonly C[];
};

/** Only the institution's server gets one, of the issuer that IT names, and of several the one that lasts longest. Pure. */
export function certificateFor<C extends Offered>(
  { serverUrl, network }: CertificateSettings,
  { contents, url, certificates }: CertificateRequest<C>,
): C | undefined {
  if (contents !== null || serverUrl === null || !URL.canParse(url)) return undefined;
  if (new URL(url).host !== new URL(serverUrl).host) return undefined;
  return certificates
    .filter(({ issuerName }) => issuerName === network.clientCertificateIssuer)
    .toSorted((one, two) => two.validExpiry - one.validExpiry)[0];
}

/** What was shown last. */
export interface ClientCertificate {
  /** In milliseconds since 1970; null before a server asked. */
  readonly endsAtMs: number | null;
}

/**
 * Answers a server that asks the station's own requests for a certificate (R63). Electron reports such requests as of
 * version 44; before, they go without one. Goes before the process's guard, which shows none (`process-guards.ts`).
 */
export function offerClientCertificate(settings: CertificateSettings): ClientCertificate {
  let endsAtMs: number | null = null;
  app.prependListener(
    'select-client-certificate',
    (
      event: Electron.Event,
      contents: object | null,
      url: string,
      certificates: readonly Certificate[],
      choose: (certificate?: Certificate) => void,
    ) => {
      if (contents !== null) return;
      event.preventDefault();
      const chosen = certificateFor(settings, { contents, url, certificates });
      if (chosen !== undefined) endsAtMs = chosen.validExpiry * 1000;
      choose(chosen);
    },
  );
  return {
    get endsAtMs() {
      return endsAtMs;
    },
  };
}
