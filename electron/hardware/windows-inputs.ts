import type { InputKernel } from './input-source.ts';
import { loadRawInput, type RawInput } from './raw-input.ts';
import { classifyRawInput } from './windows-input-devices.ts';

/** Raw input's list. Windows tells of changes to a window only (`WM_DEVICECHANGE`): whoever has one says `lookAgain`. */
export function windowsInputs(): InputKernel {
  let loading: Promise<RawInput> | null = null;
  return {
    async list() {
      loading ??= loadRawInput();
      return classifyRawInput((await loading).list());
    },
    watch: () => null,
  };
}
