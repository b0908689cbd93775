import { z } from 'zod';
import { OriginalsFile } from '../helper/originals-file.ts';

const UsbOriginals = z.object({
  usbAutoprobe: z.boolean(),
  /** `vendor:product` of headsets and webcams that were attached when the lock was taken. */
  known: z.array(z.string()),
});
export type UsbOriginals = z.infer<typeof UsbOriginals>;

export function usbOriginals(file: string): OriginalsFile<UsbOriginals> {
  return new OriginalsFile(file, UsbOriginals, { usbAutoprobe: true, known: [] });
}
