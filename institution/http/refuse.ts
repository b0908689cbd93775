import type { FastifyReply } from 'fastify';

/** Answers with a refusal as the API words it, never kept by a cache. */
export function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  values: Readonly<Record<string, string | number>> = {},
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ ok: false, refusal: { code, values } });
}
