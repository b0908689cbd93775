import type { InputKernel } from './input-source.ts';
import { loadRawInput, type RawInput } from './raw-input.ts';
import { classifyRawInput } from './windows-input-devices.ts';

/** The raw input list. Windows reports changes to windows only (`WM_DEVICECHANGE`): their owner calls `lookAgain`. */
export function windowsInputs(builtIn: readonly string[]): InputKernel {
  let loading: Promise<RawInput> | null = null;
  return {
    async list() {
      loading ??= loadRawInput();
      return classifyRawInput((await loading).list(), builtIn);
    },
    watch: () => null,
  };
}
