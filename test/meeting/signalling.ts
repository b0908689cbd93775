import { z } from 'zod';
import { INPUT_KINDS } from './page/inputs.ts';

/** Which side a page is on: the station in the institution, or the community site. */
export const Side = z.enum(['station', 'site']);
export type Side = z.infer<typeof Side>;

/** What a page sends. The signal itself is for the other page; the server only forwards it. */
export const PageMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('join'),
    side: Side,
    /** Whether the host must admit this page. */
    lobby: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('signal'), call: z.number().int().min(0), data: z.unknown() }),
  z.strictObject({ type: z.literal('restart'), call: z.number().int().min(0) }),
  z.strictObject({
    type: z.literal('inputs'),
    counts: z.record(z.enum(INPUT_KINDS), z.number().int().min(0)),
  }),
]);
export type PageMessage = z.infer<typeof PageMessage>;

/** What the server sends. `call` numbers the attempts, so that a late signal of an old one is ignored. */
export type ServerMessage =
  | { readonly type: 'start'; readonly call: number; readonly role: 'offer' | 'answer' }
  | { readonly type: 'signal'; readonly call: number; readonly data: unknown }
  | { readonly type: 'lobby' }
  | { readonly type: 'alone' }
  | { readonly type: 'removed' }
  | { readonly type: 'replaced' }
  | { readonly type: 'ended' }
  | { readonly type: 'count-inputs' };
