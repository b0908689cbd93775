import type { Result } from '../../shared/result.ts';
import { type Build, readMachineText, type SettingsRefusal } from './settings-text.ts';
import { checkSettings, type StationSettings } from './station-settings.ts';
import type { RegistryPort } from './windows-policy.ts';

/**
 * The effective settings of this machine: its file, overridden by Group Policy (R3). Refuses with the first mistake in
 * the file or the policy.
 */
export function readMachineSettings(
  build: Build,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  registry?: RegistryPort,
): Result<StationSettings, SettingsRefusal> {
  const source = readMachineText(build, platform, environment, registry);
  return source.ok ? checkSettings(source.value, build, platform) : source;
}
