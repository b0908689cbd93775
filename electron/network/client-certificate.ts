import { app, type Certificate } from 'electron';
import type { StationSettings } from '../settings/station-settings.ts';

export type CertificateSettings = Pick<StationSettings, 'serverUrl'> & {
  readonly network: Pick<StationSettings['network'], 'clientCertificateIssuer'>;
};

const HTTPS_PORT = 443;

type Offered = Pick<Certificate, 'issuerName' | 'validExpiry'>;
export type CertificateRequest<C extends Offered> = {
  /** Null for a request of the station itself. */
  readonly contents: object | null;
  /** Chromium names the server as `host:port`, without a scheme. */
  readonly server: string;
  /** The machine's certificates that the server accepts, with their keys. */
  readonly certificates: readonly C[];
};

/** Only the institution's server gets one, of the issuer that IT names, and of several the one that lasts longest. Pure. */
export function certificateFor<C extends Offered>(
  { serverUrl, network }: CertificateSettings,
  { contents, server, certificates }: CertificateRequest<C>,
): C | null {
  if (contents !== null || serverUrl === null || server !== hostAndPort(serverUrl)) return null;
  const [chosen = null] = certificates
    .filter(({ issuerName }) => issuerName === network.clientCertificateIssuer)
    .toSorted((one, two) => two.validExpiry - one.validExpiry);
  return chosen;
}

function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === '' ? HTTPS_PORT : port}`;
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
      server: string,
      certificates: readonly Certificate[],
      choose: (certificate: Certificate | null) => void,
    ) => {
      if (contents !== null) return;
      event.preventDefault();
      const chosen = certificateFor(settings, { contents, server, certificates });
      if (chosen !== null) endsAtMs = chosen.validExpiry * 1000;
      choose(chosen);
    },
  );
  return {
    get endsAtMs() {
      return endsAtMs;
    },
  };
}
