import type { RawInputDevice } from './windows-input-devices.ts';

/** winuser.h */
const RIDI_DEVICENAME = 0x20000007;
const RIDI_DEVICEINFO = 0x2000000b;
const RIM_TYPEMOUSE = 0;
const RIM_TYPEKEYBOARD = 1;
const FAILED = 0xffffffff;
/** RAWINPUTDEVICELIST and RID_DEVICE_INFO where a pointer has 64 bits. */
const LIST_ENTRY_BYTES = 16;
const INFO_BYTES = 32;
/** winnt.h: opened without access rights, so that it opens even while another program holds it. */
const NO_ACCESS = 0;
const SHARE_READ_WRITE = 3;
const OPEN_EXISTING = 3;
const NAME_BYTES = 254;
/** A device that appears between the count and the list makes the buffer too short. */
const TRIES = 5;

type Handle = number | bigint;
type Koffi = Pick<(typeof import('koffi'))['default'], 'load'>;

/** The raw input device list of Windows; needs no rights and no window. */
export interface RawInput {
  /** Throws only where Windows itself fails. */
  list(): readonly RawInputDevice[];
}

/** Loads user32 and hid through koffi. Rejects where they or koffi's own binary are missing. */
export async function loadRawInput(): Promise<RawInput> {
  const libraries = declare((await import('koffi')).default);
  return { list: () => listDevices(libraries) };
}

function declare(koffi: Koffi) {
  const user = koffi.load('user32.dll');
  const kernel = koffi.load('kernel32.dll');
  const hid = koffi.load('hid.dll');
  const deviceList: (list: Buffer | null, count: Buffer, entryBytes: number) => number = user.func(
    'uint32_t GetRawInputDeviceList(void *list, void *count, uint32_t entryBytes)',
  );
  const deviceInfo: (device: Handle, what: number, data: Buffer | null, size: Buffer) => number = user.func(
    'uint32_t GetRawInputDeviceInfoW(uintptr_t device, uint32_t what, void *data, void *size)',
  );
  const createFile: (
    path: string,
    access: number,
    share: number,
    security: null,
    disposition: number,
    flags: number,
    template: Handle,
  ) => Handle = kernel.func(
    'uintptr_t CreateFileW(str16 path, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, uintptr_t template)',
  );
  const closeHandle: (handle: Handle) => number = kernel.func('int CloseHandle(uintptr_t handle)');
  const productString: (handle: Handle, buffer: Buffer, bytes: number) => number = hid.func(
    'uint8_t HidD_GetProductString(uintptr_t handle, void *buffer, uint32_t bytes)',
  );
  return { deviceList, deviceInfo, createFile, closeHandle, productString };
}

type Libraries = ReturnType<typeof declare>;

function listDevices(libraries: Libraries): readonly RawInputDevice[] {
  const count = Buffer.alloc(4);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (libraries.deviceList(null, count, LIST_ENTRY_BYTES) === FAILED) break;
    const list = Buffer.alloc(LIST_ENTRY_BYTES * Math.max(1, count.readUInt32LE()));
    const listed = libraries.deviceList(list, count, LIST_ENTRY_BYTES);
    if (listed === FAILED) continue;
    return Array.from({ length: listed }, (_, index) =>
      list.readBigUInt64LE(index * LIST_ENTRY_BYTES),
    ).flatMap((device) => describeDevice(libraries, device) ?? []);
  }
  throw new Error('GetRawInputDeviceList failed');
}

/** Null for a device that disappeared since it was listed. */
function describeDevice(libraries: Libraries, device: Handle): RawInputDevice | null {
  const path = devicePath(libraries, device);
  const info = Buffer.alloc(INFO_BYTES);
  info.writeUInt32LE(INFO_BYTES, 0);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(INFO_BYTES);
  const got = libraries.deviceInfo(device, RIDI_DEVICEINFO, info, size);
  if (path === null || got === FAILED || got === 0) return null;
  return { path, product: productOf(libraries, path), info: infoOf(info) };
}

function infoOf(info: Buffer): RawInputDevice['info'] {
  switch (info.readUInt32LE(4)) {
    case RIM_TYPEMOUSE:
      return { type: 'mouse', buttons: info.readUInt32LE(12) };
    case RIM_TYPEKEYBOARD:
      return { type: 'keyboard', keys: info.readUInt32LE(28) };
    default:
      return { type: 'hid', usagePage: info.readUInt16LE(20), usage: info.readUInt16LE(22) };
  }
}

function devicePath(libraries: Libraries, device: Handle): string | null {
  const size = Buffer.alloc(4);
  if (libraries.deviceInfo(device, RIDI_DEVICENAME, null, size) === FAILED) return null;
  // Counted in characters; some systems omit the final zero.
  const text = Buffer.alloc((size.readUInt32LE() + 1) * 2);
  if (libraries.deviceInfo(device, RIDI_DEVICENAME, text, size) === FAILED) return null;
  return withoutZeros(text);
}

/** The device's own name; empty where it has none, as for everything that is not HID. */
function productOf(libraries: Libraries, path: string): string {
  const handle = libraries.createFile(path, NO_ACCESS, SHARE_READ_WRITE, null, OPEN_EXISTING, 0, 0);
  // INVALID_HANDLE_VALUE is -1, all bits set.
  if (BigInt.asUintN(64, BigInt(handle)) === 0xffffffffffffffffn) return '';
  const text = Buffer.alloc(NAME_BYTES);
  const isNamed = libraries.productString(handle, text, NAME_BYTES) !== 0;
  libraries.closeHandle(handle);
  return isNamed ? withoutZeros(text).trim() : '';
}

function withoutZeros(text: Buffer): string {
  const all = text.toString('utf16le');
  const end = all.indexOf('\0');
  return end < 0 ? all : all.slice(0, end);
}
