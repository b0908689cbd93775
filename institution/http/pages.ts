import path from 'node:path';
import helmet from '@fastify/helmet';
import serveStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * What the pages may do: scripts, styles, fonts and pictures of this origin alone, no inline script, no frame around them, and
 * no string that becomes HTML or script (Trusted Types).
 */
export const PAGE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  fontSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
};

/** The headers of every answer to a browser. `isTls`: whether the service is reached by https. */
export async function addPageHeaders(app: FastifyInstance, isTls: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
    strictTransportSecurity: isTls && { maxAge: 31_536_000, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: true,
    frameguard: { action: 'deny' },
  });
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), display-capture=()');
  });
}

/** The built pages: one page at `/`, whose areas are fragments of its address. */
export async function addPages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(serveStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    // Their names hold their hashes.
    immutable: true,
    maxAge: '365d',
    index: false,
  });
  app.get('/', (_request, reply) =>
    reply.header('cache-control', 'no-store').sendFile('index.html', folder, { cacheControl: false }),
  );
}
