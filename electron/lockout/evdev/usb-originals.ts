import { z } from 'zod';
import { OriginalsFile } from '../helper/originals-file.ts';

const UsbOriginals = z.object({
  usbAutoprobe: z.boolean(),
  /** `vendor:product` of headsets and webcams attached when the lock engaged. */
  known: z.array(z.string()),
});
export type UsbOriginals = z.infer<typeof UsbOriginals>;

export function usbOriginals(file: string): OriginalsFile<UsbOriginals> {
  return new OriginalsFile(file, UsbOriginals, { usbAutoprobe: true, known: [] });
}
